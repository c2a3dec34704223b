create table model_parameter (
    model_version  VARCHAR NOT NULL,
    name           VARCHAR NOT NULL,
    value          DOUBLE NOT NULL,
    meaning        VARCHAR NOT NULL,
    PRIMARY KEY (model_version, name)
);
comment on table model_parameter is
    'The constants the tie and introduction models used; shipped, or changed by refit only.';
comment on column model_parameter.model_version is 'shipped, or the date of the refit';
comment on column model_parameter.name is 'the parameter';
comment on column model_parameter.value is 'its value';
comment on column model_parameter.meaning is 'what it is, with its unit';
