create table hop (
    from_id     VARCHAR NOT NULL,
    to_id       VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    kind        hop_kind NOT NULL,
    volume      DOUBLE NOT NULL,
    link        DOUBLE NOT NULL CHECK (link >= 0),
    together    DOUBLE NOT NULL CHECK (together >= 0),
    strength    DOUBLE NOT NULL CHECK (strength BETWEEN 0 AND 1),
    n_out       BIGINT NOT NULL,
    n_in        BIGINT NOT NULL,
    n_together  BIGINT NOT NULL,
    n_evidence  BIGINT NOT NULL,
    last_at     TIMESTAMP,
    PRIMARY KEY (from_id, to_id)
);
comment on table hop is
    'The acquaintance graph as introductions walk it: both directions of every pair, its best kind of evidence.';
comment on column hop.from_id is 'the broker';
comment on column hop.to_id is 'whom the broker knows';
comment on column hop.network_id is 'the network';
comment on column hop.kind is 'header, pooled or stated: the kind with the largest link';
comment on column hop.volume is 'u: decayed sums of both directions';
comment on column hop.link is 'sqrt(volume * sent by the broker); in a network of one owner volume + .3 (volume + together)';
comment on column hop.together is 'decayed sum of messages of others to at most 8 people that address both';
comment on column hop.strength is 'link / (link + q_link)';
comment on column hop.n_out is 'messages the broker sent';
comment on column hop.n_in is 'messages the broker got back';
comment on column hop.n_together is 'messages of others that address both';
comment on column hop.n_evidence is 'messages, cards or statements that show it';
comment on column hop.last_at is 'last evidence, UTC';
