create table role_name (
    title_key  VARCHAR NOT NULL,
    name_key   VARCHAR NOT NULL,
    PRIMARY KEY (title_key, name_key)
);
comment on table role_name is
    'Job titles and the key that each stands for; look-ups are equality on name_key.';
comment on column role_name.title_key is 'words without rank, sorted';
comment on column role_name.name_key is 'the title as written, folded, or the key itself';
