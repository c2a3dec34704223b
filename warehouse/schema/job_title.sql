create table job_title (
    title      VARCHAR NOT NULL,
    title_key  VARCHAR NOT NULL,
    family     VARCHAR,
    seniority  VARCHAR,
    PRIMARY KEY (title)
);
comment on table job_title is
    'Job titles as written, and what each stands for.';
comment on column job_title.title is 'as written';
comment on column job_title.title_key is 'words without rank, sorted';
comment on column job_title.family is 'field of work; null when unknown';
comment on column job_title.seniority is 'executive, director, manager, senior or junior; null when the title names no rank';
