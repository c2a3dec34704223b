create type facet_kind as enum ('family', 'label', 'organisation');
create table person_facet (
    person_id   VARCHAR NOT NULL,
    network_id  VARCHAR NOT NULL,
    facet       facet_kind NOT NULL,
    value       VARCHAR NOT NULL,
    shown       VARCHAR NOT NULL,
    PRIMARY KEY (person_id, facet, value)
);
comment on table person_facet is
    'What two people may share without knowing each other. Affinity is a reason to write, never a path.';
comment on column person_facet.person_id is 'the person';
comment on column person_facet.network_id is 'the network';
comment on column person_facet.facet is 'organisation (now or earlier, schools too), family (family name and city), label (address-book label of at most 200 people)';
comment on column person_facet.value is 'the normalised value shared';
comment on column person_facet.shown is 'the value as people read it';
