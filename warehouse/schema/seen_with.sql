create table seen_with (
    owner_id   VARCHAR NOT NULL,
    broker_id  VARCHAR NOT NULL,
    person_id  VARCHAR NOT NULL,
    between    DOUBLE NOT NULL CHECK (between >= 0),
    near       DOUBLE NOT NULL CHECK (near >= 0),
    direct     DOUBLE NOT NULL CHECK (direct >= 0),
    seen       DOUBLE NOT NULL CHECK (seen >= 0),
    PRIMARY KEY (owner_id, broker_id, person_id)
);
comment on table seen_with is
    'Who an owner''s own mail shows together: personal messages to 2 to 8 people that the owner wrote or got, with both others on them. Decayed, half-life 180 d.';
comment on column seen_with.owner_id is 'the owner';
comment on column seen_with.broker_id is 'one of the two';
comment on column seen_with.person_id is 'the other';
comment on column seen_with.between is 'messages between owner and broker that address the person too';
comment on column seen_with.near is 'messages to at most 5 people with all three, each n_recipients^-1/2';
comment on column seen_with.direct is 'messages of one of the two that address the other, each n_recipients^-1/2';
comment on column seen_with.seen is 'messages with all three, each n_recipients^-1/2';
