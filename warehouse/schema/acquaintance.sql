create type hop_kind as enum ('header', 'pooled', 'stated');
create table acquaintance (
    person_a     VARCHAR NOT NULL,
    person_b     VARCHAR NOT NULL,
    kind         hop_kind NOT NULL,
    network_id   VARCHAR NOT NULL,
    strength_ab  DOUBLE NOT NULL CHECK (strength_ab >= 0),
    strength_ba  DOUBLE NOT NULL CHECK (strength_ba >= 0),
    together     DOUBLE NOT NULL CHECK (together >= 0),
    n_ab         BIGINT NOT NULL,
    n_ba         BIGINT NOT NULL,
    n_together   BIGINT NOT NULL,
    n_evidence   BIGINT NOT NULL,
    last_at      TIMESTAMP,
    PRIMARY KEY (person_a, person_b, kind),
    CHECK (person_a < person_b)
);
comment on table acquaintance is
    'Who knows whom, other than an owner''s own ties, one row per pair and kind of evidence.';
comment on column acquaintance.person_a is 'the smaller person id';
comment on column acquaintance.person_b is 'the larger person id';
comment on column acquaintance.kind is 'header (seen in mail headers), pooled (from the mail or address book of another owner who pools), stated (written down in knows.csv)';
comment on column acquaintance.network_id is 'the network';
comment on column acquaintance.strength_ab is 'decayed sum of what a sent to b, at most 4 * the other way + .25; unit: one message to b alone, today';
comment on column acquaintance.strength_ba is 'the other way';
comment on column acquaintance.together is 'decayed sum of messages of others to at most 8 people that address both';
comment on column acquaintance.n_ab is 'messages a sent to b (at most 50 recipients)';
comment on column acquaintance.n_ba is 'messages b sent to a';
comment on column acquaintance.n_together is 'messages of others to at most 8 people that address both';
comment on column acquaintance.n_evidence is 'n_ab + n_ba + n_together; cards and statements count 1';
comment on column acquaintance.last_at is 'last evidence, UTC';
