create table company_name (
    company_key  VARCHAR NOT NULL,
    name_key     VARCHAR NOT NULL,
    name         VARCHAR NOT NULL,
    PRIMARY KEY (company_key, name_key)
);
comment on table company_name is
    'Names a company is found under; look-ups are equality on name_key, never part of a name.';
comment on column company_name.company_key is 'the company';
comment on column company_name.name_key is 'a spelling, alias, mail domain or the key itself, folded to letters and digits';
comment on column company_name.name is 'a spelling to show';
