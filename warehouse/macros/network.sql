-- The network of an owner as a graph, for programs that draw and measure graphs.

create macro network_edges(p_owner := null) as table
with me as (
    select owner_id, network_id, coalesce(person_id, 'owner:' || owner_id) as me_id
    from owner where owner_id = coalesce(p_owner, default_owner())
),
edge as (
    select me_id as source, t.person_id as target, 'tie' as kind, t.tie as weight, t.n_sent as n_out, t.n_received as n_in,
        0::bigint as n_together, t.n_sent + t.n_received as n_evidence, t.last_at
    from tie t join me using (owner_id)
    union all
    -- what passed between the owner and anybody is a tie already
    select a.from_id, a.to_id, case when a.link >= b.link then a.kind else b.kind end, greatest(a.strength, b.strength),
        a.n_out, a.n_in, a.n_together, a.n_evidence, greatest(a.last_at, b.last_at)
    from hop a join hop b on b.from_id = a.to_id and b.to_id = a.from_id
    join me on a.network_id = me.network_id
    where a.from_id < a.to_id and me.me_id not in (a.from_id, a.to_id)
)
select * from edge order by kind <> 'tie', source, target;
comment on macro table network_edges is
    'Edges of an owner''s network, one a pair, undirected: the owner''s ties (kind tie, weight tie) and who knows whom among the others (kind header, pooled or stated, weight the greater strength of the two directions); n_out is what source sent to target.';

create macro network_people(p_owner := null) as table
with me as (
    select owner_id, network_id, coalesce(person_id, 'owner:' || owner_id) as me_id
    from owner where owner_id = coalesce(p_owner, default_owner())
),
named as (
    select me_id as id, 'owner' as role, 0 as part from me
    union all
    select person_id, 'contact', 1 from tie where owner_id = (select owner_id from me)
    union all
    select from_id, 'known', 2 from hop where network_id = (select network_id from me)
),
once as (
    select id, arg_min(role, part) as role, min(part) as part from named group by id
)
select o.id, coalesce(p.display_name, (select owner_id from me)) as label, o.role, p.organisation, p.title, p.city, p.country,
    c.circle_id, t.tie, t.n_sent, t.n_received, t.active_weeks, t.first_at, t.last_at
from once o left join person p on p.person_id = o.id
left join circle c on c.person_id = o.id
left join tie t on t.owner_id = (select owner_id from me) and t.person_id = o.id
order by o.part, o.id;
comment on macro table network_people is
    'Nodes of an owner''s network: the owner, their contacts (with the owner''s tie), and whom those are known to know. Nobody of another network.';
