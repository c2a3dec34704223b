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

insert into knows
select distinct h.owner_id, h.person_a, h.person_b, h.strength, h.since, o.network_id, null, null
from home_knows h join owner o on coalesce(h.owner_id, o.owner_id) = o.owner_id
order by all;

insert into ask
select distinct h.owner_id, pr.person_id, h.at, h.target, h.status
from (select *, unnest(string_split_regex(record_ids, '[\s;,]+')) as record_id from home_ask) h
join person_record pr using (record_id)
where h.at is not null
order by all;
