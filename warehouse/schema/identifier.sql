create type identifier_kind as enum ('mail', 'phone', 'profile');
create type rank_of_evidence as enum ('strong', 'weak');
create table identifier (
    person_id   VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    kind        identifier_kind NOT NULL,
    value       VARCHAR NOT NULL,
    strength    rank_of_evidence NOT NULL,
    n_records   BIGINT NOT NULL,
    PRIMARY KEY (person_id, kind, value)
);
comment on table identifier is
    'Addresses, numbers and profiles of each person.';
comment on column identifier.person_id is 'the person';
comment on column identifier.network_id is 'the network';
comment on column identifier.kind is 'mail, phone or profile';
comment on column identifier.value is 'normalised value; mail lower-cased, phone E.164 where it parses, profile linkedin.com/in/slug';
comment on column identifier.strength is 'strong, or weak when several people hold it (role mailbox, family line)';
comment on column identifier.n_records is 'records of the person that hold it';
