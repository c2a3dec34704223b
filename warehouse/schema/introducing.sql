create table introducing (
    network_id  VARCHAR NOT NULL,
    broker_id   VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    n           BIGINT NOT NULL CHECK (n > 0),
    weight      DOUBLE NOT NULL CHECK (weight >= 0),
    PRIMARY KEY (network_id, broker_id, person_id)
);
comment on table introducing is
    'How often somebody brought a person together with another: the first personal message to at most 8 people that addresses both, where neither had written to the other before. Whether they wrote afterwards is not asked.';
comment on column introducing.network_id is 'the network';
comment on column introducing.broker_id is 'who wrote that message';
comment on column introducing.person_id is 'one of the two';
comment on column introducing.n is 'such messages';
comment on column introducing.weight is 'their decayed sum, half-life 180 d';
