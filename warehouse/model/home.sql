-- The home's own small tables: owners and what they wrote down, per owner or network.

insert into owner
with declared as (
    select r.owner_id, min(pr.person_id) as person_id
    from record r join person_record pr using (record_id) where r.kind = 'owner' group by r.owner_id
)
select h.owner_id, d.person_id, h.network_id = 'pool', h.network_id,
    count(*) over (partition by h.network_id) = 1, row_number() over (order by h.nth)
from home_owner h left join declared d using (owner_id)
order by h.nth;

insert into target
select h.target_id, o.owner_id, h.person, h.company, h.role, h.city, h.industry, null, null
from home_target h join owner o on coalesce(h.owner_id, o.owner_id) = o.owner_id
where h.target_id <> ''
-- one owner's row goes before the same target_id written for everybody
qualify row_number() over (partition by h.target_id, o.owner_id order by h.owner_id is null, h.nth) = 1
order by o.owner_id, h.target_id;

-- whom somebody named when they were asked is the next target, unless targets.csv says more
insert into target
select distinct h.referred_target, h.owner_id, pr.person_id, null, null, null, null, null, null
from home_ask h join person_record pr on pr.record_id = h.referred_record join owner o on o.owner_id = h.owner_id
where h.at <= known_until()
    and not exists (select 1 from target t where t.owner_id = h.owner_id and t.target_id = h.referred_target)
qualify row_number() over (partition by h.owner_id, h.referred_target order by pr.person_id) = 1;

insert into knows
select distinct h.owner_id, h.person_a, h.person_b, h.strength, h.since, o.network_id, null, null
from home_knows h join owner o on coalesce(h.owner_id, o.owner_id) = o.owner_id
union
-- they named somebody: they know each other
select h.owner_id, a.person_id, b.person_id, null, h.at::date, o.network_id, null, null
from (select *, unnest(string_split_regex(record_ids, '[\s;,]+')) as record_id from home_ask) h
join owner o on o.owner_id = h.owner_id join person_record a on a.record_id = h.record_id
join person_record b on b.record_id = h.referred_record
where h.at <= known_until()
order by all;

insert into ask
select distinct h.owner_id, pr.person_id, h.at, h.target, h.status
from (select *, unnest(string_split_regex(record_ids, '[\s;,]+')) as record_id from home_ask) h
join person_record pr using (record_id)
where h.at <= known_until()
order by all;
