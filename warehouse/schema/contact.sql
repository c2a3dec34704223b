create table contact (
    owner_id    VARCHAR NOT NULL,
    person_id   VARCHAR NOT NULL,
    reach_via   VARCHAR,
    trust       DOUBLE NOT NULL CHECK (trust BETWEEN 0 AND 1),
    n_known     BIGINT NOT NULL,
    n_new       BIGINT NOT NULL,
    novelty     DOUBLE CHECK (novelty BETWEEN 0 AND 1),
    asked_at    TIMESTAMP,
    ask_status  VARCHAR,
    fatigue     DOUBLE CHECK (fatigue BETWEEN 0 AND 1),
    group_id    VARCHAR NOT NULL,
    PRIMARY KEY (owner_id, person_id)
);
comment on table contact is
    'What asking a person involves, beside the tie: how to reach them, whom they know, when they were last asked.';
comment on column contact.owner_id is 'the owner';
comment on column contact.person_id is 'the person, one of the owner''s ties';
comment on column contact.reach_via is 'best address, profile or number: an address the owner wrote to, the latest first';
comment on column contact.trust is 'how far what their mail shows counts: (50 / messages since the owner last wrote)^2, and where neither the owner nor anybody else in the network ever wrote to them (8 / messages received)^2; each at most 1';
comment on column contact.n_known is 'people this person is known to know (acquaintance), the owner not counted';
comment on column contact.n_new is 'of these, people the owner has no tie to';
comment on column contact.novelty is 'n_new / n_known; null when nobody is known';
comment on column contact.asked_at is 'last ask before as_of, UTC';
comment on column contact.ask_status is 'status of the last ask';
comment on column contact.fatigue is '2^(-days since the last ask / 90), / 180 after silence, half of it after a yes, 1 after a refusal or three asks within a year; null if never asked';
comment on column contact.group_id is 'what the preset weight diversify spreads a list over: the circle, if it has more than two members, else the first current employer, else the person';
