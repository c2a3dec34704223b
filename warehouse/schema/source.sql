create table source (
    source_id      VARCHAR NOT NULL,
    owner_id       VARCHAR,
    path           VARCHAR NOT NULL,
    kind           VARCHAR,
    n_read         BIGINT NOT NULL CHECK (n_read >= 0),
    n_loaded       BIGINT NOT NULL CHECK (n_loaded >= 0),
    n_skipped      BIGINT NOT NULL CHECK (n_skipped >= 0),
    n_rejected     BIGINT NOT NULL CHECK (n_rejected >= 0),
    imported_at    TIMESTAMP,
    missing_since  TIMESTAMP,
    PRIMARY KEY (source_id)
);
comment on table source is
    'Every file or folder that was read, with its accounting: n_read = n_loaded + n_skipped + n_rejected.';
comment on column source.source_id is 'the source';
comment on column source.owner_id is 'whose export it is';
comment on column source.path is 'where it lies; ends in the original file name, relative inside the home';
comment on column source.kind is 'vcard, google_csv, outlook_csv, thunderbird_csv, ldif, linkedin_connections, linkedin_messages, linkedin_invitations, linkedin_imported, linkedin_recommendations, linkedin_profile, linkedin_positions, linkedin_education, csv, ics, mbox, maildir, eml, home_targets, home_knows, home_companies, unknown';
comment on column source.n_read is 'cards, data rows or messages in it, counted by the splitter before parsing';
comment on column source.n_loaded is 'of these, loaded';
comment on column source.n_skipped is 'of these, left out on purpose';
comment on column source.n_rejected is 'of these, unreadable';
comment on column source.imported_at is 'when it was last read, UTC';
comment on column source.missing_since is 'when it was first found to be gone; its rows stay until it is removed';
