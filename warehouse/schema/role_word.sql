create table role_word (
    word   VARCHAR NOT NULL,
    kind   VARCHAR NOT NULL CHECK (kind IN ('family', 'seniority', 'abbreviation', 'stop')),
    value  VARCHAR NOT NULL,
    PRIMARY KEY (word, kind)
);
comment on table role_word is
    'Words of job titles: how a role that nobody here holds is read.';
comment on column role_word.word is 'the word, folded';
comment on column role_word.kind is 'family (field of work it shows), seniority (rank it shows), abbreviation (what it stands for), stop (says nothing)';
comment on column role_word.value is 'the family, the rank or the words spelt out';
