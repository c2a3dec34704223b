create type introduction_kind as enum ('coaddressed', 'looped_in');
create table introduction (
    owner_id        VARCHAR NOT NULL,
    introduced_id   VARCHAR NOT NULL,
    broker_id       VARCHAR NOT NULL,
    kind            introduction_kind NOT NULL,
    "at"            TIMESTAMP NOT NULL,
    message_key     VARCHAR NOT NULL,
    n_recipients    BIGINT NOT NULL,
    source_id       VARCHAR,
    locator         VARCHAR,
    first_at        TIMESTAMP,
    first_out_at    TIMESTAMP,
    first_in_at     TIMESTAMP,
    answer_source_id VARCHAR,
    answer_locator  VARCHAR,
    PRIMARY KEY (owner_id, introduced_id)
);
comment on table introduction is
    'Introductions that already happened in an owner''s own mail: a broker mailed the owner and a stranger together (at most 8 people, 6 on a list) or added the stranger to an answer, and within 90 days the two wrote each other (looped_in: the stranger wrote). Nobody counts as a stranger within 180 days of the owner''s first message.';
comment on column introduction.owner_id is 'who was introduced';
comment on column introduction.introduced_id is 'to whom';
comment on column introduction.broker_id is 'who did it';
comment on column introduction.kind is 'coaddressed (mailed both) or looped_in (answered the owner and added the other)';
comment on column introduction."at" is 'when, UTC';
comment on column introduction.message_key is 'the message that did it';
comment on column introduction.n_recipients is 'people it addressed';
comment on column introduction.source_id is 'its source';
comment on column introduction.locator is 'its place there';
comment on column introduction.first_at is 'first mail between the two afterwards, UTC';
comment on column introduction.first_out_at is 'first addressed mail of the owner to them, UTC';
comment on column introduction.first_in_at is 'first addressed mail of them to the owner, UTC';
comment on column introduction.answer_source_id is 'source of the first mail between the two';
comment on column introduction.answer_locator is 'its place there';
