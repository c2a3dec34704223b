-- What asking each contact of an owner involves.

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

-- How far what a contact's mail shows may be believed: mail that nobody answers counts less the more of it there is.
create temp table trusted as
select t.owner_id, t.person_id,
    least(1, pow(50 / greatest(coalesce(u.value, 0), 1), 2))
        * case when t.n_sent > 0 or t.is_curated or a.person_id is not null then 1
            else least(1, pow(8 / greatest(t.n_received, 1), 2)) end as trust
from tie t
left join tie_factor u on u.owner_id = t.owner_id and u.person_id = t.person_id and u.factor = 'unanswered'
left join (select distinct from_id as person_id from hop where n_out > 0 and n_in > 0) a on a.person_id = t.person_id;

insert into contact
with known as (
    select t.owner_id, t.person_id, any_value(t.trust) as trust, count(h.to_id) as n_known,
        count(h.to_id) filter (mine.person_id is null) as n_new
    from trusted t join owner o using (owner_id)
    left join hop h on h.from_id = t.person_id and h.to_id is distinct from o.person_id
        and (t.trust = 1 or h.n_in > 0 or h.kind <> 'header')
    left join tie mine on mine.owner_id = t.owner_id and mine.person_id = h.to_id
    group by t.owner_id, t.person_id
)
select k.owner_id, k.person_id, r.value, k.trust, k.n_known, k.n_new,
    case when k.n_known > 0 then k.n_new / k.n_known end,
    l.asked_at, l.status, l.fatigue, coalesce(g.circle_id, e.company_key, k.person_id)
from known k left join reach r using (owner_id, person_id) left join asked l using (owner_id, person_id)
left join circle g on g.person_id = k.person_id and g.n_members > 2
left join (select person_id, min(company_key) as company_key from affiliation where is_current group by person_id) e
    on e.person_id = k.person_id
order by k.owner_id, k.person_id;

drop table trusted;
