-- What is my strongest tie made of? Parts in nats: they add up to ln(tie_raw / scale).
select f.factor, f.value, f.nats
from tie_factor f
join (select * from tie where owner_id = default_owner() order by tie desc, person_id limit 1) t using (owner_id, person_id)
order by f.nats desc nulls last, f.factor;
