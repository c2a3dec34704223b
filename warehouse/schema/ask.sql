create table ask (
    owner_id   VARCHAR,
    person_id  VARCHAR NOT NULL,
    "at"         TIMESTAMP NOT NULL,
    target     VARCHAR,
    status     VARCHAR
);
comment on table ask is
    'asks.csv: who was asked, resolved to people; only rows before known_until().';
comment on column ask.owner_id is 'who asked; null = every owner';
comment on column ask.person_id is 'who was asked';
comment on column ask."at" is 'when, UTC';
comment on column ask.target is 'for what';
comment on column ask.status is 'drafted, sent, yes, no, silent, met, introduced, thanked';
