-- People that the home tables name by id, address or name; taken only where the text means exactly one.

create temp table named as
with text as (
    select t.owner_id, o.network_id, t.person as text from target t join owner o using (owner_id) where t.person <> ''
    union
    select null, network_id, unnest([person_a, person_b]) from knows
),
wanted as (select distinct network_id, text from text where text <> ''),
found as (
    select w.network_id, w.text, p.person_id, 1 as tier from wanted w join person p
        on p.network_id = w.network_id and p.person_id = w.text
    union all
    select w.network_id, w.text, i.person_id, 2 from wanted w join identifier i
        on i.network_id = w.network_id and i.value = lower(trim(w.text))
    union all
    select w.network_id, w.text, n.person_id, 3 from wanted w join person_name n
        on n.network_id = w.network_id and n.name_key = name_key(w.text)
),
best as (
    select distinct network_id, text, person_id from found
    qualify tier = min(tier) over (partition by network_id, text)
)
select w.network_id, w.text, count(b.person_id) as n, any_value(b.person_id) as person_id
from wanted w left join best b using (network_id, text)
group by all;

update target set
    person_id = case when n.n = 1 then n.person_id end,
    resolution = case n.n when 0 then 'nobody' when 1 then 'one' else 'several' end
from named n join owner o using (network_id)
where o.owner_id = target.owner_id and n.text = target.person;

update knows set id_a = n.person_id from named n
where n.network_id = knows.network_id and n.text = knows.person_a and n.n = 1;
update knows set id_b = n.person_id from named n
where n.network_id = knows.network_id and n.text = knows.person_b and n.n = 1;
