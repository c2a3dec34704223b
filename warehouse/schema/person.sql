create table person (
    person_id     VARCHAR NOT NULL,
    network_id    VARCHAR NOT NULL,
    display_name  VARCHAR NOT NULL,
    organisation  VARCHAR,
    title         VARCHAR,
    title_key     VARCHAR,
    city          VARCHAR,
    city_key      VARCHAR,
    country       VARCHAR,
    family_key    VARCHAR,
    n_records     BIGINT NOT NULL,
    is_curated    BOOLEAN NOT NULL,
    first_seen    TIMESTAMP,
    last_seen     TIMESTAMP,
    PRIMARY KEY (person_id)
);
comment on table person is
    'People: one row per person_id, the golden record of all records that are safely the same person.';
comment on column person.person_id is 'the person; stable, see person_id_history';
comment on column person.network_id is 'the network the person belongs to';
comment on column person.display_name is 'the name to show: of the most trusted record; the address or number where no name is known';
comment on column person.organisation is 'employer, as written on the most trusted record that names one';
comment on column person.title is 'job title there';
comment on column person.title_key is 'normalised job title: words without rank, sorted';
comment on column person.city is 'city';
comment on column person.city_key is 'city, folded for comparison';
comment on column person.country is 'country';
comment on column person.family_key is 'family name, folded; null when unknown';
comment on column person.n_records is 'records joined into this person';
comment on column person.is_curated is 'at least one record comes from an address book, LinkedIn or the owner';
comment on column person.first_seen is 'first dated sighting, UTC';
comment on column person.last_seen is 'last dated sighting, UTC';
