-- The graph that introductions walk, and what asking each contact involves.

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

create temp table reach as
with written as (
    select i.owner_id, i.person_id, coalesce(r.emails[1], r.profiles[1]) as value,
        bool_or(i.direction = 'out') as is_written, max(i.last_at) as last_at
    from interaction i join record r using (record_id)
    where len(r.emails) + len(r.profiles) > 0 group by all
),
option as (
    select owner_id, person_id, value, case when is_written then 0 else 2 end as tier, last_at from written
    union all
    select r.owner_id, pr.person_id, u.value, u.tier, r.last_seen
    from record r join person_record pr using (record_id),
    lateral (select unnest([
        {value: r.emails[1], tier: 1}, {value: r.profiles[1], tier: 3}, {value: r.phones[1], tier: 4}],
        recursive := true)) u
    where r.is_curated and u.value is not null
)
select owner_id, person_id, value from option
qualify row_number() over (partition by owner_id, person_id order by tier, last_at desc nulls last, value) = 1;

insert into contact
with known as (
    select t.owner_id, t.person_id, count(h.to_id) as n_known,
        count(h.to_id) filter (mine.person_id is null) as n_new
    from tie t join owner o using (owner_id)
    left join hop h on h.from_id = t.person_id and h.to_id is distinct from o.person_id
        -- what a stranger to the owner writes to people who do not answer shows nothing
        and (t.n_sent > 0 or t.is_curated or h.n_in > 0 or h.kind <> 'header')
    left join tie mine on mine.owner_id = t.owner_id and mine.person_id = h.to_id
    group by t.owner_id, t.person_id
)
select k.owner_id, k.person_id, r.value, k.n_known, k.n_new,
    case when k.n_known > 0 then k.n_new / k.n_known end,
    l.asked_at, l.status, l.fatigue
from known k left join reach r using (owner_id, person_id) left join asked l using (owner_id, person_id)
order by k.owner_id, k.person_id;
