create table reliability (
    owner_id     VARCHAR NOT NULL,
    probability  VARCHAR NOT NULL CHECK (probability IN ('keeps_in_touch', 'answers')),
    bin          BIGINT NOT NULL CHECK (bin BETWEEN 1 AND 10),
    n            BIGINT NOT NULL CHECK (n > 0),
    n_true       BIGINT NOT NULL CHECK (n_true BETWEEN 0 AND n),
    predicted    DOUBLE NOT NULL CHECK (predicted BETWEEN 0 AND 1),
    observed     DOUBLE NOT NULL CHECK (observed BETWEEN 0 AND 1),
    low          DOUBLE NOT NULL CHECK (low BETWEEN 0 AND 1),
    high         DOUBLE NOT NULL CHECK (high BETWEEN 0 AND 1),
    cut          DATE NOT NULL,
    until        DATE NOT NULL,
    PRIMARY KEY (owner_id, probability, bin)
);
comment on table reliability is
    'Whether the two probabilities came true for an owner: what they said at the last refit''s cut, with intercepts fitted on what was known by then, beside what happened after it. Empty before the first refit.';
comment on column reliability.owner_id is 'the owner';
comment on column reliability.probability is 'keeps_in_touch or answers (columns of tie)';
comment on column reliability.bin is 'tenth of the scale: 1 holds probabilities below .1, 10 those from .9 on';
comment on column reliability.n is 'people in the bin; for answers, people the owner wrote to after the cut';
comment on column reliability.n_true is 'of these, people with whom it came true';
comment on column reliability.predicted is 'mean probability in the bin';
comment on column reliability.observed is 'n_true / n';
comment on column reliability.low is 'lower end of the 95 % interval of Wilson around observed';
comment on column reliability.high is 'its upper end';
comment on column reliability.cut is 'date the probabilities stand for: nothing from it on was used for them';
comment on column reliability.until is 'date up to which it was seen what happened (exclusive)';
