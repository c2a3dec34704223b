create table tie_month (
    owner_id      VARCHAR NOT NULL,
    person_id     VARCHAR NOT NULL,
    month         DATE NOT NULL CHECK (day(month) = 1),
    n_sent        BIGINT NOT NULL CHECK (n_sent >= 0),
    n_received    BIGINT NOT NULL CHECK (n_received >= 0),
    tie           DOUBLE NOT NULL CHECK (tie BETWEEN 0 AND 1),
    until         DATE NOT NULL,
    s_out         DOUBLE NOT NULL,
    s_in          DOUBLE NOT NULL,
    a_out         DOUBLE NOT NULL,
    a_in          DOUBLE NOT NULL,
    s_open        DOUBLE NOT NULL,
    a_open        DOUBLE NOT NULL,
    n_open        BIGINT NOT NULL CHECK (n_open >= 0),
    active_weeks  BIGINT NOT NULL CHECK (active_weeks > 0),
    weeks_held    BIGINT NOT NULL CHECK (weeks_held >= 0),
    is_two_way    BOOLEAN NOT NULL,
    last_at       TIMESTAMP NOT NULL,
    held_at       TIMESTAMP,
    open_at       TIMESTAMP,
    PRIMARY KEY (owner_id, person_id, month),
    CHECK (n_sent + n_received > 0)
);
comment on table tie_month is
    'How each tie stood at the end of every month in which messages passed; months without any have no row (macro tie_history fills them in). A week across two months counts in the month of its last message. From messages alone: cards and connections, which raise a tie of one-way mail a little, have no history.';
comment on column tie_month.owner_id is 'the owner';
comment on column tie_month.person_id is 'the person';
comment on column tie_month.month is 'first day of the month, UTC';
comment on column tie_month.n_sent is 'messages the owner sent in the month';
comment on column tie_month.n_received is 'messages the owner received in the month';
comment on column tie_month.tie is 'tie at the end of the month, by the formula of table tie';
comment on column tie_month.until is 'the end of the month (exclusive), or as_of where that comes first: the day that this and all sums are of';
comment on column tie_month.s_out is 'decayed sum of what was sent so far, half-life 90 days';
comment on column tie_month.s_in is 'decayed sum of what was received so far';
comment on column tie_month.a_out is 'decayed count of addressed messages sent so far, half-life 180 days';
comment on column tie_month.a_in is 'decayed count of addressed messages received so far';
comment on column tie_month.s_open is 'part of s_in that came since the owner last wrote';
comment on column tie_month.a_open is 'part of a_in that came since the owner last wrote';
comment on column tie_month.n_open is 'messages that came since the owner last wrote';
comment on column tie_month.active_weeks is 'weeks with a message so far';
comment on column tie_month.weeks_held is 'of these, weeks with a message that was not left unanswered';
comment on column tie_month.is_two_way is 'both had written by then';
comment on column tie_month.last_at is 'last message so far, UTC';
comment on column tie_month.held_at is 'last message that was not left unanswered, UTC';
comment on column tie_month.open_at is 'first message left unanswered so far, UTC';
