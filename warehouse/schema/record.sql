create table record (
    record_id     VARCHAR NOT NULL,
    network_id    VARCHAR NOT NULL,
    owner_id      VARCHAR NOT NULL,
    kind          VARCHAR NOT NULL,
    is_curated    BOOLEAN,
    is_two_way    BOOLEAN,
    uid           VARCHAR,
    display_name  VARCHAR,
    given         VARCHAR,
    middle        VARCHAR,
    family        VARCHAR,
    suffix        VARCHAR,
    nickname      VARCHAR,
    names         STRUCT(name VARCHAR, n BIGINT)[],
    emails        VARCHAR[],
    phones        VARCHAR[],
    profiles      VARCHAR[],
    organisation  VARCHAR,
    company_key   VARCHAR,
    title         VARCHAR,
    city          VARCHAR,
    region        VARCHAR,
    country       VARCHAR,
    labels        VARCHAR[],
    relations     STRUCT(kind VARCHAR, name VARCHAR)[],
    connected_on  DATE,
    first_seen    TIMESTAMP,
    last_seen     TIMESTAMP,
    PRIMARY KEY (record_id)
);
comment on table record is
    'One record, normalised: all sightings of one record_id merged. network_id keeps people of owners who do not pool apart: nothing is ever joined across networks.';
comment on column record.record_id is 'the record';
comment on column record.network_id is '''pool'' for owners who pool, else the owner_id';
comment on column record.owner_id is 'whose record';
comment on column record.kind is 'connector kind; ''owner'' for the record that an owner declares of themselves';
comment on column record.is_curated is 'somebody wrote it down on purpose: address book, connection, owner; not a participant of messages';
comment on column record.is_two_way is 'an owner wrote to this address or profile (true for curated records): only these are trusted names';
comment on column record.uid is 'the export''s own id';
comment on column record.display_name is 'best spelling of this record for people to read';
comment on column record.given is 'given name, as written';
comment on column record.middle is 'middle names';
comment on column record.family is 'family name, as written';
comment on column record.suffix is 'generation suffix only (jr, sr, ii, iii), lower case';
comment on column record.nickname is 'nickname';
comment on column record.names is 'all spellings with counts';
comment on column record.emails is 'canonical addresses (lower case, IDNA), sorted';
comment on column record.phones is 'E.164 where it parses, else digits, sorted';
comment on column record.profiles is 'canonical profile URLs (linkedin.com/in/slug), sorted';
comment on column record.organisation is 'organisation, as written';
comment on column record.company_key is 'normalised organisation, see normalise/organisations.py';
comment on column record.title is 'job title, as written';
comment on column record.city is 'city';
comment on column record.region is 'region';
comment on column record.country is 'country';
comment on column record.labels is 'labels';
comment on column record.relations is 'relations';
comment on column record.connected_on is 'earliest connection date';
comment on column record.first_seen is 'first dated sighting';
comment on column record.last_seen is 'last dated sighting';
