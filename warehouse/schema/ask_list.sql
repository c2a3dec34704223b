create table ask_list (
    owner_id       VARCHAR NOT NULL,
    target_id      VARCHAR NOT NULL,
    rank           BIGINT NOT NULL,
    person_id      VARCHAR NOT NULL,
    name           VARCHAR NOT NULL,
    reach_via      VARCHAR,
    route          STRUCT(person_id VARCHAR, "name" VARCHAR, hop_kind VARCHAR)[] NOT NULL,
    target         VARCHAR NOT NULL,
    score          DOUBLE NOT NULL CHECK (score >= 0),
    tie            DOUBLE CHECK (tie BETWEEN 0 AND 1),
    answers        DOUBLE CHECK (answers BETWEEN 0 AND 1),
    path_strength  DOUBLE CHECK (path_strength BETWEEN 0 AND 1),
    relevance      DOUBLE CHECK (relevance BETWEEN 0 AND 1),
    novelty        DOUBLE CHECK (novelty BETWEEN 0 AND 1),
    fatigue        DOUBLE CHECK (fatigue BETWEEN 0 AND 1),
    hops           BIGINT NOT NULL,
    confidence     DOUBLE CHECK (confidence BETWEEN 0 AND 1),
    evidence       STRUCT(source VARCHAR, locator VARCHAR, "at" TIMESTAMP)[] NOT NULL,
    why            VARCHAR NOT NULL,
    PRIMARY KEY (owner_id, target_id, rank)
);
comment on table ask_list is
    'Whom to ask: for each owner the rows of who_to_ask for every target of targets.csv, and without a target.';
comment on column ask_list.owner_id is 'the owner';
comment on column ask_list.target_id is 'target of targets.csv; '''' = no target';
comment on column ask_list.rank is '1 = ask first';
comment on column ask_list.person_id is 'whom to ask';
comment on column ask_list.name is 'their name';
comment on column ask_list.reach_via is 'how to reach them';
comment on column ask_list.route is 'the way from the owner (left out) to the target, or to the broker where no further hop is known';
comment on column ask_list.target is 'what was asked for, in words';
comment on column ask_list.score is 'order of the list; comparable within one owner and target';
comment on column ask_list.tie is 'the owner''s tie to whom to ask';
comment on column ask_list.answers is 'probability of an answer within 30 days';
comment on column ask_list.path_strength is 'product over the hops of the route; null where no path is known';
comment on column ask_list.relevance is 'how well the route''s end fits the target; null where no path is known or nothing was asked for';
comment on column ask_list.novelty is 'share of their circle that the owner does not reach';
comment on column ask_list.fatigue is 'how recently they were asked; null if never';
comment on column ask_list.hops is 'edges of the route';
comment on column ask_list.confidence is 'n / (n + 3) for the least evidenced hop; null where no path is known';
comment on column ask_list.evidence is 'a few places that show the hops';
comment on column ask_list.why is 'one sentence built from counts in tie and acquaintance';
