create table owner (
    owner_id    VARCHAR NOT NULL,
    person_id   VARCHAR,
    pool        BOOLEAN NOT NULL,
    network_id  VARCHAR NOT NULL,
    is_alone    BOOLEAN NOT NULL,
    position    BIGINT NOT NULL,
    PRIMARY KEY (owner_id)
);
comment on table owner is
    'Owners: whose address books and mail these are. The first is the default of every macro and command.';
comment on column owner.owner_id is 'the owner, as named at init';
comment on column owner.person_id is 'the owner as a person: whoever holds the owner''s declared record';
comment on column owner.pool is 'shares a network with the other owners who pool';
comment on column owner.network_id is '''pool'' for owners who pool, else the owner_id; nothing crosses networks';
comment on column owner.is_alone is 'the only owner of the network: introductions use the own-mailbox form';
comment on column owner.position is 'order of the owners; 1 = default';
