create table cluster (
    person_id     VARCHAR NOT NULL,
    n_records     BIGINT,
    weakest_bits  DOUBLE,
    record_a      VARCHAR,
    record_b      VARCHAR
);
comment on table cluster is
    'Persons of two records or more and where each is weakest.';
comment on column cluster.person_id is 'the person';
comment on column cluster.n_records is 'records';
comment on column cluster.weakest_bits is 'largest pair weight across the weakest cut, bits';
comment on column cluster.record_a is 'the pair that holds the weakest cut';
comment on column cluster.record_b is 'its other record';
