create type direction as enum ('in', 'out');
create table interaction (
    owner_id     VARCHAR NOT NULL,
    record_id    VARCHAR NOT NULL,
    direction    direction NOT NULL,
    week         DATE NOT NULL,
    n            BIGINT NOT NULL CHECK (n > 0),
    weight       DOUBLE NOT NULL CHECK (weight >= 0),
    n_addressed  BIGINT NOT NULL CHECK (n_addressed BETWEEN 0 AND n),
    first_at     TIMESTAMP NOT NULL,
    last_at      TIMESTAMP NOT NULL,
    person_id    VARCHAR NOT NULL
);
comment on table interaction is
    'What passed between an owner and a record in one ISO week; only personal messages before as_of. person_id relabels the record, so a merge moves rows and changes no number.';
comment on column interaction.owner_id is 'the owner';
comment on column interaction.record_id is 'the other side''s mail or chat record';
comment on column interaction.direction is 'out (owner wrote) or in';
comment on column interaction.week is 'Monday of the ISO week, UTC';
comment on column interaction.n is 'messages (mails, chat messages, meetings)';
comment on column interaction.weight is 'sum of c * f * n_recipients^-1/2 * 2^((t - week end)/180 d), week end = Monday + 7 d; f = 1 addressed, .4 cc or bcc; c = 1, .5 for a chat message';
comment on column interaction.n_addressed is 'messages addressed: To with at most 3 recipients, or a reply to the other';
comment on column interaction.first_at is 'first message';
comment on column interaction.last_at is 'last message';
comment on column interaction.person_id is 'the record''s person';
