create table run (
    run_id         VARCHAR NOT NULL,
    as_of          DATE NOT NULL,
    started_at     TIMESTAMP NOT NULL,
    seconds        DOUBLE,
    version        VARCHAR,
    model_version  VARCHAR,
    PRIMARY KEY (run_id)
);
comment on table run is
    'Runs that were published, the latest being this file''s.';
comment on column run.run_id is 'the run';
comment on column run.as_of is 'what happened before this date 00:00 UTC exists, nothing later';
comment on column run.started_at is 'start, UTC';
comment on column run.seconds is 'duration up to the build';
comment on column run.version is 'version of weakties';
comment on column run.model_version is 'version of the identity model';
