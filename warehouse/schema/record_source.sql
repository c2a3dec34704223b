create table record_source (
    record_id  VARCHAR NOT NULL,
    source_id  VARCHAR NOT NULL,
    locator    VARCHAR
);
comment on table record_source is
    'Every place a record was seen.';
comment on column record_source.record_id is 'the record';
comment on column record_source.source_id is 'the source';
comment on column record_source.locator is 'the place in it';
