create type match_lane as enum ('same', 'review', 'different');
create table match (
    record_a     VARCHAR NOT NULL,
    record_b     VARCHAR NOT NULL,
    network_id   VARCHAR,
    weight       DOUBLE NOT NULL,
    probability  DOUBLE CHECK (probability BETWEEN 0 AND 1),
    lane         match_lane NOT NULL,
    veto         VARCHAR
);
comment on table match is
    'Candidate pairs that were compared and are worth keeping (weight above the floor, vetoed, or decided).';
comment on column match.record_a is 'smaller record id';
comment on column match.record_b is 'larger record id';
comment on column match.network_id is 'the network';
comment on column match.weight is 'match weight in bits (log2 odds), the sum of the factors';
comment on column match.probability is '2^w / (1 + 2^w)';
comment on column match.lane is 'same (p >= .99 and safe), review, different';
comment on column match.veto is 'what forbids the merge whatever the weight; null if nothing';
