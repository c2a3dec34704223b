create type severity as enum ('skipped', 'rejected', 'repaired');
create table problem (
    source_id  VARCHAR NOT NULL,
    locator    VARCHAR,
    code       VARCHAR NOT NULL,
    field      VARCHAR,
    severity   severity NOT NULL
);
comment on table problem is
    'A record or file that was not loaded as it stood. Never the value.';
comment on column problem.source_id is 'the source';
comment on column problem.locator is 'the place, as in CONTACT; null for a whole file';
comment on column problem.code is 'documented in docs/problems.md';
comment on column problem.field is 'the property, column or header concerned, if one is';
comment on column problem.severity is 'skipped (left out on purpose), rejected (unreadable), repaired (loaded after mending)';
