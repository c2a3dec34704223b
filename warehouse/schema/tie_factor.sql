create table tie_factor (
    owner_id   VARCHAR NOT NULL,
    person_id  VARCHAR NOT NULL,
    factor     VARCHAR NOT NULL,
    value      DOUBLE NOT NULL,
    nats       DOUBLE,
    PRIMARY KEY (owner_id, person_id, factor)
);
comment on table tie_factor is
    'Why a tie is as strong as it is: contributions in nats that sum to ln tie_raw - ln q. For card-only ties the factors explain the floor and nats is null.';
comment on column tie_factor.owner_id is 'the owner';
comment on column tie_factor.person_id is 'the other person';
comment on column tie_factor.factor is 'sent, received, addressed, weeks, recency, unanswered, scale (the typical two-way tie q), or address_book, phone, linkedin';
comment on column tie_factor.value is 'decayed sums, half-life 90 d; geometric mean of addressed mail sent and received, half-life 180 d; weeks; days since the last message; messages since the owner last wrote; q; the floor of a card';
comment on column tie_factor.nats is 'contribution, natural logarithm; null where the factor enters no product';
