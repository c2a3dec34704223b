create type resolution as enum ('nobody', 'one', 'several');
create table target (
    target_id   VARCHAR NOT NULL,
    owner_id    VARCHAR NOT NULL,
    person      VARCHAR,
    company     VARCHAR,
    role        VARCHAR,
    city        VARCHAR,
    industry    VARCHAR,
    person_id   VARCHAR,
    resolution  resolution,
    PRIMARY KEY (owner_id, target_id)
);
comment on table target is
    'targets.csv: whom or what an owner wants to reach; one row per owner and target (a row without owner counts for every owner).';
comment on column target.target_id is 'slug: column target_id or id, else made from the other columns';
comment on column target.owner_id is 'whose target; null = every owner';
comment on column target.person is 'name, address or person id of a person';
comment on column target.company is 'company name or key';
comment on column target.role is 'job title';
comment on column target.city is 'city';
comment on column target.industry is 'industry, as companies.csv calls it';
comment on column target.person_id is 'the person meant, where the text names exactly one in the network';
comment on column target.resolution is 'how many people the text names: one, several (then none is taken), nobody; null when no person is named';
