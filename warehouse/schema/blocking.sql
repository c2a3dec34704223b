create table blocking (
    network_id  VARCHAR NOT NULL,
    rule        VARCHAR NOT NULL,
    n_blocks    BIGINT,
    n_pairs     BIGINT,
    n_new       BIGINT,
    n_refined   BIGINT,
    n_left_out  BIGINT
);
comment on table blocking is
    'What each blocking rule brought and what was left out.';
comment on column blocking.network_id is 'the network';
comment on column blocking.rule is 'blocking rule';
comment on column blocking.n_blocks is 'blocks with two records or more';
comment on column blocking.n_pairs is 'pairs it brought (some by other rules too)';
comment on column blocking.n_new is 'pairs that no earlier rule brought';
comment on column blocking.n_refined is 'over-full blocks split by a second key';
comment on column blocking.n_left_out is 'pairs of blocks still over the cap after refining, left out';
