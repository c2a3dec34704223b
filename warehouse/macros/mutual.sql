-- Whom two people both know.

create macro mutual(p_a := null, p_b := null, p_owner := null, p_limit := 100) as table
with me as (
    select owner_id, network_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())
),
pair as (select coalesce(current_id(p_a), me_id) as a_id, current_id(p_b) as b_id, me.* from me),
known as (
    select h.from_id, h.to_id, h.strength, h.kind from hop h, pair p
    where h.from_id in (p.a_id, p.b_id) and h.network_id = p.network_id and h.from_id is distinct from p.me_id
    union all
    -- whom the owner knows is in tie
    select p.me_id, t.person_id, t.tie, 'tie' from pair p join tie t using (owner_id) where p.me_id in (p.a_id, p.b_id)
)
select x.person_id, x.display_name as name, x.organisation, a.strength as strength_a, a.kind as kind_a,
    b.strength as strength_b, b.kind as kind_b, t.tie
from pair p join known a on a.from_id = p.a_id
join known b on b.from_id = p.b_id and b.to_id = a.to_id
join person x on x.person_id = a.to_id
left join tie t on t.owner_id = p.owner_id and t.person_id = x.person_id
where a.to_id not in (p.a_id, p.b_id) and a.to_id is distinct from p.me_id and p.a_id <> p.b_id
order by least(a.strength, b.strength) desc, greatest(a.strength, b.strength) desc, x.person_id
limit p_limit;
comment on macro table mutual is
    'People whom two persons (person_id; p_a null = the owner) both know, as mail, address books and knows.csv show, best known to both first; tie is the owner''s own.';
