create table tie (
    owner_id          VARCHAR NOT NULL,
    person_id         VARCHAR NOT NULL,
    tie               DOUBLE NOT NULL CHECK (tie BETWEEN 0 AND 1),
    tie_raw           DOUBLE CHECK (tie_raw >= 0),
    keeps_in_touch    DOUBLE CHECK (keeps_in_touch BETWEEN 0 AND 1),
    answers           DOUBLE CHECK (answers BETWEEN 0 AND 1),
    n_sent            BIGINT NOT NULL,
    n_received        BIGINT NOT NULL,
    active_weeks      BIGINT NOT NULL,
    first_at          TIMESTAMP,
    last_at           TIMESTAMP,
    peak_tie          DOUBLE CHECK (peak_tie BETWEEN 0 AND 1),
    peak_year         INTEGER,
    sent_decayed      DOUBLE NOT NULL,
    received_decayed  DOUBLE NOT NULL,
    presence          DOUBLE NOT NULL CHECK (presence BETWEEN 0 AND .1),
    volume            DOUBLE NOT NULL,
    front             DOUBLE NOT NULL,
    is_curated        BOOLEAN NOT NULL,
    PRIMARY KEY (owner_id, person_id)
);
comment on table tie is
    'How strong each owner''s tie to each person is. One row for everybody an owner exchanged personal mail with or keeps on a card; the owner is not in it.';
comment on column tie.owner_id is 'the owner';
comment on column tie.person_id is 'the other person';
comment on column tie.tie is 'tie strength: two-way ties .1 to 1, one-way and card-only ones below .1';
comment on column tie.tie_raw is 'macro strength: sqrt((sent + .02)(received + .02)) * ((addressed sent + .1)(addressed received + .1))^(1/4) * sqrt(weeks) * 2^(-days/365) over decayed sums; mail left unanswered is held (macro tie_features); null without mail';
comment on column tie.keeps_in_touch is 'probability of mail both ways within 180 days of as_of; null without mail';
comment on column tie.answers is 'probability of an answer within 30 days if the owner writes now; null without mail';
comment on column tie.n_sent is 'personal messages from the owner to the person: sum of interaction.n';
comment on column tie.n_received is 'personal messages from the person to the owner';
comment on column tie.active_weeks is 'ISO weeks with mail either way';
comment on column tie.first_at is 'first message either way, UTC';
comment on column tie.last_at is 'last message either way, UTC';
comment on column tie.peak_tie is 'largest tie at the end of any year or now; null without mail';
comment on column tie.peak_year is 'the year of the peak';
comment on column tie.sent_decayed is 'decayed sum of what the owner sent (half-life 180 d), at most 4 * received + .25';
comment on column tie.received_decayed is 'decayed sum of what the person sent, at most 4 * sent + .25';
comment on column tie.presence is 'what a card alone is worth: address book .05, with a phone number .09, LinkedIn .03 * 2^(-years/5)';
comment on column tie.volume is 'u of the introduction model: sent_decayed + received_decayed, at least presence';
comment on column tie.front is 'the factor a broker enters a score with: volume; in a network of one owner sqrt(volume * received)';
comment on column tie.is_curated is 'on one of the owner''s cards or connection lists';
