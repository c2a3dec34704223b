create table identifier_strength (
    network_id  VARCHAR NOT NULL,
    kind        identifier_kind NOT NULL,
    value       VARCHAR NOT NULL,
    strength    VARCHAR,
    n_names     BIGINT
);
comment on table identifier_strength is
    'How far an identifier identifies: measured by who holds it.';
comment on column identifier_strength.network_id is 'the network';
comment on column identifier_strength.kind is 'mail, phone, profile';
comment on column identifier_strength.value is 'normalised value';
comment on column identifier_strength.strength is 'strong, weak (role, family line, list, switchboard), by cardinality';
comment on column identifier_strength.n_names is 'distinct people''s names on curated or two-way records that hold it';
