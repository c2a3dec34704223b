create table person_id_history (
    old_id  VARCHAR NOT NULL,
    new_id  VARCHAR,
    "at"      TIMESTAMP,
    reason  VARCHAR
);
comment on table person_id_history is
    'What became of earlier person ids: merged, split, forgotten.';
comment on column person_id_history.old_id is 'id in an earlier run';
comment on column person_id_history.new_id is 'id that holds its records now; null when gone';
comment on column person_id_history."at" is 'when, UTC';
comment on column person_id_history.reason is 'merge, split, undo, removed';
