create table match_factor (
    record_a  VARCHAR NOT NULL,
    record_b  VARCHAR NOT NULL,
    factor    VARCHAR NOT NULL,
    level     VARCHAR,
    bits      DOUBLE NOT NULL
);
comment on table match_factor is
    'The additive parts of each match weight.';
comment on column match_factor.record_a is 'smaller record id';
comment on column match_factor.record_b is 'larger record id';
comment on column match_factor.factor is 'prior, name, email, phone, profile, affiliation, city, decision';
comment on column match_factor.level is 'which level of the comparison held';
comment on column match_factor.bits is 'contribution to the weight';
