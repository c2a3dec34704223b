create table company_alias (
    company   VARCHAR,
    alias     VARCHAR,
    domain    VARCHAR,
    industry  VARCHAR
);
comment on table company_alias is
    'companies.csv: what else a company is called, which mail domains are its.';
comment on column company_alias.company is 'the name to use';
comment on column company_alias.alias is 'another name for it';
comment on column company_alias.domain is 'a mail domain of it';
comment on column company_alias.industry is 'industry, free text';
