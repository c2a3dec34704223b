create table person_name (
    person_id   VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    name_key    VARCHAR NOT NULL
);
comment on table person_name is
    'Keys under which a person is found: every spelling on a trusted record, folded, words sorted.';
comment on column person_name.person_id is 'the person';
comment on column person_name.network_id is 'the network';
comment on column person_name.name_key is 'lower case, without accents and punctuation, words sorted';
