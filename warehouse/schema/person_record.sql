create table person_record (
    record_id   VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    likely_id   VARCHAR,
    owner_id    VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    PRIMARY KEY (record_id)
);
comment on table person_record is
    'Which person a record belongs to, in the safe and in the likely partition.';
comment on column person_record.record_id is 'the record';
comment on column person_record.person_id is 'safe to act on: joined only through pairs in lane ''same''';
comment on column person_record.likely_id is 'clusters at p >= .5: for review and accuracy, never for asking';
comment on column person_record.owner_id is 'whose record';
comment on column person_record.network_id is 'the network';
