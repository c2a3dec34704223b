create type evidence_kind as enum ('sent', 'together');
create table evidence (
    network_id  VARCHAR,
    record_a    VARCHAR NOT NULL,
    record_b    VARCHAR NOT NULL,
    kind        evidence_kind NOT NULL,
    "at"          TIMESTAMP,
    source_id   VARCHAR,
    locator     VARCHAR,
    person_a    VARCHAR NOT NULL,
    person_b    VARCHAR NOT NULL,
    path        VARCHAR
);
comment on table evidence is
    'A few places in the sources that show a tie or an acquaintance: the most recent for each pair of records, direction and kind.';
comment on column evidence.network_id is 'the network';
comment on column evidence.record_a is 'sender''s record';
comment on column evidence.record_b is 'the other record';
comment on column evidence.kind is 'sent (a wrote to b) or together (a and b addressed together)';
comment on column evidence."at" is 'when';
comment on column evidence.source_id is 'the source';
comment on column evidence.locator is 'place in it';
comment on column evidence.person_a is 'the person of record_a';
comment on column evidence.person_b is 'the person of record_b';
comment on column evidence.path is 'the source''s path';
