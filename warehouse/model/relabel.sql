-- Rows of records become rows of people: a merge moves them, sums stay exact.

insert into interaction
select i.owner_id, i.record_id, i.direction, i.week, i.n - coalesce(s.n, 0),
    case when s.n is null then i.weight else greatest(i.weight - s.weight, 0) end,
    least(greatest(i.n_addressed - coalesce(s.n_addressed, 0), 0), i.n - coalesce(s.n, 0)),
    i.first_at, i.last_at, pr.person_id
from built_interaction i join person_record pr using (record_id)
left join owner o on o.owner_id = i.owner_id
left join spare_interaction s
    on i.direction = 'out' and s.owner_id = i.owner_id and s.record_id = i.record_id and s.week = i.week
-- nobody has a tie to themselves
where pr.person_id is distinct from o.person_id and i.n > coalesce(s.n, 0)
order by i.owner_id, pr.person_id, i.week, i.direction, i.record_id;

insert into evidence
select e.network_id, e.record_a, e.record_b, e.kind, e.at, e.source_id, e.locator, a.person_id, b.person_id, s.path
from built_evidence e
join person_record a on a.record_id = e.record_a
join person_record b on b.record_id = e.record_b
left join source s on s.source_id = e.source_id
where a.person_id <> b.person_id
order by a.person_id, b.person_id, e.at desc, e.source_id, e.locator;

insert into affiliation
select pr.person_id, any_value(pr.network_id), a.company_key,
    arg_min(a.organisation, a.record_id), arg_max(a.title, coalesce(a.to_date, a.from_date, date '1000-01-01')),
    null, bool_or(a.is_current), a.basis, min(a.from_date), max(a.to_date)
from built_affiliation_record a join person_record pr using (record_id)
where a.company_key <> ''
group by pr.person_id, a.company_key, a.basis
order by pr.person_id, a.company_key, a.basis;

update affiliation set title_key = m.title_key from title_map m where m.title = affiliation.title;

insert into role_name
select distinct title_key, key
from (select title_key, unnest([fold(title), name_key(title), title_key]) as key from title_map)
where title_key <> '' and key <> ''
order by all;

insert into company_name
with spelling as (
    select company_key, organisation as name from affiliation where organisation <> ''
    union all
    select company_key, company_key from affiliation
    union all
    select company_key(company), unnest([company, alias, domain]) from company_alias
),
keyed as (
    select company_key, name, unnest(list_distinct([squash(name), company_key(name), company_key])) as key
    from spelling where company_key <> '' and name <> ''
)
select company_key, key, arg_min(name, (name = company_key, name)) from keyed where key <> ''
group by company_key, key order by company_key, key;
