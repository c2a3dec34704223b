create table review_queue (
    rank             BIGINT NOT NULL,
    network_id       VARCHAR NOT NULL,
    record_a         VARCHAR NOT NULL,
    record_b         VARCHAR NOT NULL,
    person_a         VARCHAR NOT NULL,
    person_b         VARCHAR NOT NULL,
    name_a           VARCHAR NOT NULL,
    name_b           VARCHAR NOT NULL,
    weight           DOUBLE NOT NULL,
    probability      DOUBLE NOT NULL CHECK (probability BETWEEN 0 AND 1),
    stake            DOUBLE NOT NULL CHECK (stake >= 0),
    expected_change  DOUBLE NOT NULL CHECK (expected_change >= 0),
    n_pairs          BIGINT NOT NULL,
    reasons_for      VARCHAR[] NOT NULL,
    reasons_against  VARCHAR[] NOT NULL,
    PRIMARY KEY (rank)
);
comment on table review_queue is
    'Questions for a human, one for each two people who may be one: what `weakties review` asks, what an answer would change most in the ask lists first.';
comment on column review_queue.rank is '1 = ask first: by expected_change, then weight, then record ids';
comment on column review_queue.network_id is 'the network';
comment on column review_queue.record_a is 'the heaviest undecided pair of records between the two; an answer is written down about it';
comment on column review_queue.record_b is 'its other record';
comment on column review_queue.person_a is 'the person of record_a';
comment on column review_queue.person_b is 'the person of record_b';
comment on column review_queue.name_a is 'name of person_a';
comment on column review_queue.name_b is 'name of person_b';
comment on column review_queue.weight is 'match weight of the pair in bits (log2 odds)';
comment on column review_queue.probability is '2^w / (1 + 2^w): the chance that the answer is "same"';
comment on column review_queue.stake is 'what hangs on it: sqrt(m_a * m_b); m = greatest tie + sum over ask lists of 1 / best rank in the list (asked or on a route) + .05, and 1 more for an owner';
comment on column review_queue.expected_change is 'probability * stake: "different" leaves the lists as they are';
comment on column review_queue.n_pairs is 'pairs of records in lane same or review between the two people';
comment on column review_queue.reasons_for is 'what speaks for one person, in words with bits, heaviest first';
comment on column review_queue.reasons_against is 'what speaks against it; rules that forbid the merge come first';
