create table knows (
    owner_id    VARCHAR,
    person_a    VARCHAR,
    person_b    VARCHAR,
    strength    DOUBLE CHECK (strength BETWEEN 0 AND 1),
    since       DATE,
    network_id  VARCHAR NOT NULL,
    id_a        VARCHAR,
    id_b        VARCHAR
);
comment on table knows is
    'knows.csv: ''X knows Y'', written down by an owner; one row per network it counts for.';
comment on column knows.owner_id is 'who wrote it; null = every owner';
comment on column knows.person_a is 'name or address of one person';
comment on column knows.person_b is 'name or address of the other';
comment on column knows.strength is '0 to 1 if given';
comment on column knows.since is 'date if given';
comment on column knows.network_id is 'the network in which the names were looked up';
comment on column knows.id_a is 'the person that person_a names, if exactly one';
comment on column knows.id_b is 'the person that person_b names, if exactly one';
