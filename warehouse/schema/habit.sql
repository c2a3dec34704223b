create table habit (
    owner_id      VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    several_30    DOUBLE NOT NULL CHECK (several_30 >= 0),
    several_7     DOUBLE NOT NULL CHECK (several_7 >= 0),
    with_me_30    DOUBLE NOT NULL CHECK (with_me_30 >= 0),
    last_wrote_at TIMESTAMP,
    PRIMARY KEY (owner_id, person_id)
);
comment on table habit is
    'How an owner''s contacts write at present, as far as the network''s mail shows: people who write to several at once bring people together.';
comment on column habit.owner_id is 'the owner';
comment on column habit.person_id is 'a contact who wrote something';
comment on column habit.several_30 is 'their personal messages to 2 to 8 people, decayed, half-life 30 d';
comment on column habit.several_7 is 'the same, half-life 7 d';
comment on column habit.with_me_30 is 'those that address the owner, half-life 30 d';
comment on column habit.last_wrote_at is 'last personal message to anybody, UTC';
