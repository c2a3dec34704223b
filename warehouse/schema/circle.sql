create table circle (
    person_id   VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    circle_id   VARCHAR NOT NULL,
    n_members   BIGINT NOT NULL,
    PRIMARY KEY (person_id)
);
comment on table circle is
    'Groups of people who are in touch with each other rather than with others, owners left out: label propagation over the hops.';
comment on column circle.person_id is 'the person; people without hops are not here';
comment on column circle.network_id is 'the network';
comment on column circle.circle_id is 'the group: the smallest person id in it';
comment on column circle.n_members is 'people in the group';
