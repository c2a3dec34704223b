create table activity (
    network_id  VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    week        DATE NOT NULL,
    n           BIGINT NOT NULL CHECK (n > 0),
    last_at     TIMESTAMP NOT NULL,
    PRIMARY KEY (network_id, person_id, week)
);
comment on table activity is
    'When people write at all, to whomever: personal messages of everybody an owner exchanged mail with, by ISO week, as far as the network''s mail shows.';
comment on column activity.network_id is 'the network';
comment on column activity.person_id is 'who wrote';
comment on column activity.week is 'Monday of the ISO week, UTC';
comment on column activity.n is 'messages';
comment on column activity.last_at is 'the last of them, UTC';
