create type affiliation_basis as enum ('domain', 'stated');
create table affiliation (
    person_id     VARCHAR NOT NULL,
    network_id    VARCHAR NOT NULL,
    company_key   VARCHAR NOT NULL,
    organisation  VARCHAR,
    title         VARCHAR,
    title_key     VARCHAR,
    is_current    BOOLEAN NOT NULL,
    basis         affiliation_basis NOT NULL,
    from_date     DATE,
    to_date       DATE,
    PRIMARY KEY (person_id, company_key, basis)
);
comment on table affiliation is
    'What ties a person to an organisation: a card that says so, a mail domain, or an owner''s own positions and education.';
comment on column affiliation.person_id is 'the person';
comment on column affiliation.network_id is 'the network';
comment on column affiliation.company_key is 'normalised company';
comment on column affiliation.organisation is 'as written';
comment on column affiliation.title is 'job title there';
comment on column affiliation.title_key is 'normalised job title';
comment on column affiliation.is_current is 'true unless a later affiliation or date contradicts';
comment on column affiliation.basis is 'stated (card, row or the owner''s career), domain (mail domain that is not a free-mail provider)';
comment on column affiliation.from_date is 'first dated sign';
comment on column affiliation.to_date is 'last dated sign';
