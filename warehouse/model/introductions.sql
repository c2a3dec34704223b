-- The graph that introductions walk, and what people share.

insert into hop
with directed as (
    select person_a as from_id, person_b as to_id, kind, network_id, strength_ab as o, strength_ba as back, together,
        n_ab as n_out, n_ba as n_in, n_together, n_evidence, last_at
    from acquaintance
    union all
    select person_b, person_a, kind, network_id, strength_ba, strength_ab, together,
        n_ba, n_ab, n_together, n_evidence, last_at
    from acquaintance
),
linked as (
    select d.*, o + back as volume,
        -- one mailbox shows only what its owner was on: there the plain visible sum works better than its product
        case when n.is_alone then volume + .3 * (volume + together) else sqrt(volume * o) end as link
    from directed d join (select distinct network_id, is_alone from owner) n using (network_id)
)
select from_id, to_id, network_id, kind, volume, link, together, link / (link + param('q_link')), n_out, n_in, n_together,
    n_evidence, last_at
from linked
qualify row_number() over (partition by from_id, to_id order by link desc, kind) = 1
order by from_id, to_id;

insert into person_facet
with facet as (
    select person_id, network_id, 'organisation' as facet, company_key as value, organisation as shown from affiliation
    union all
    select person_id, network_id, 'family', family_key || ' ' || city_key, family_key || ', ' || city
    from person where family_key is not null and city_key is not null
    union all
    select pr.person_id, r.network_id, 'label', fold(label), label
    from (select record_id, network_id, unnest(labels) as label from record where is_curated) r
    join person_record pr using (record_id)
),
single as (
    select person_id, network_id, facet, value, min(coalesce(shown, value)) as shown
    from facet where value <> '' group by all
)
select * from single
-- a label on half the address book says nothing
qualify facet <> 'label' or count(*) over (partition by network_id, facet, value) <= 200
order by person_id, facet, value;
