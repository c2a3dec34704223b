-- Routes from an owner to a target, one for each first person, scored but neither cut nor explained.
-- Formulas: docs/architecture.md, "Introductions".

create macro candidates(p_company := null, p_person := null, p_role := null, p_city := null, p_owner := null, p_limit := 20, p_preset := 'jobseeker', p_industry := null, p_weights := null) as table
with me as (
    select owner_id, person_id as me_id, network_id, is_alone,
        coalesce(p_person, '') <> '' as is_person,
        coalesce(p_company, p_person, p_role, p_city, p_industry) is not null as is_aimed,
        case when is_alone then param('epsilon_alone') else param('epsilon') end as epsilon
    from owner where owner_id = coalesce(p_owner, default_owner())
),
goal as materialized (
    select g.* from goal_people(p_company := p_company, p_person := p_person, p_role := p_role, p_city := p_city,
        p_industry := p_industry, p_network := (select network_id from me)) g
    where g.person_id is distinct from (select me_id from me)
),
mine as materialized (
    select t.person_id, t.tie, t.answers, t.front, t.volume, t.n_sent > 0 or t.is_curated as is_known, c.n_new, c.n_known, c.fatigue, g.person_id is not null as is_goal,
        g.relevance as own_relevance
    from tie t join contact c using (owner_id, person_id) left join goal g using (person_id)
    where t.owner_id = (select owner_id from me)
),
linked as (
    select m.person_id, count(*) as n_links, sum(h.volume) as volume,
        max_by(h.to_id, (h.link, h.to_id)) as to_id, max(h.link) as link
    from mine m join hop h on h.from_id = m.person_id join goal g on g.person_id = h.to_id
    -- what a stranger to the owner writes to people who do not answer shows nothing
    where m.is_known or h.n_in > 0 or h.kind <> 'header'
    group by m.person_id
),
-- two brokers: B - D - C, where neither B nor the owner knows C, nor the owner D
second as (
    select m.person_id, max_by(d.from_id, (h.link * d.strength, d.from_id)) as through_id,
        max_by(d.to_id, (h.link * d.strength, d.from_id)) as to_id,
        max(h.link * d.strength) as link
    from (
        select h.from_id, h.to_id, h.strength from hop h join goal g on g.person_id = h.to_id
        where h.from_id is distinct from (select me_id from me)
            and h.from_id not in (select person_id from mine)
        qualify row_number() over (partition by h.to_id order by h.link desc, h.from_id) <= 150
    ) d
    join hop h on h.to_id = d.from_id
    join mine m on m.person_id = h.from_id
    where (select is_person from me) and not m.is_goal
        and (m.is_known or h.n_in > 0 or h.kind <> 'header')
        and m.person_id not in (select person_id from linked)
        and (select count(*) from linked) < p_limit
    group by m.person_id
),
-- a target that nobody leads to: who shares something with them
alike as (
    select m.person_id, f.facet, f.shown, g.person_id as to_id,
        count(*) over (partition by m.person_id) as n_shared,
        row_number() over (partition by m.person_id order by f.facet, f.value) as nth
    from goal g join person_facet f on f.person_id = g.person_id
    join person_facet b on b.network_id = f.network_id and b.facet = f.facet and b.value = f.value
    join mine m on m.person_id = b.person_id
    where (select is_person from me) and m.person_id <> g.person_id
        and not exists (select 1 from mine where is_goal)
        and not exists (select 1 from linked) and not exists (select 1 from second)
),
colleague as (
    select distinct b.person_id from goal g join affiliation a on a.person_id = g.person_id and a.is_current
    join affiliation b on b.company_key = a.company_key and b.network_id = a.network_id and b.is_current
    where (select is_person from me) and b.person_id <> g.person_id
),
habit_of as (
    select * from broker_factor(p_person := current_id(p_person), p_owner := (select owner_id from me))
),
joined as (
    select m.*, coalesce(f.exponent, 1) as exponent, coalesce(f.factor, 1) as factor, me.is_person, me.is_aimed, me.epsilon,
        case when m.is_goal then 'direct' when l.person_id is not null then 'known' when s.person_id is not null then 'second'
            when k.person_id is not null then 'affinity' else 'none' end as way,
        l.n_links, l.volume as into_goal, l.link as link, s.link as second_link, s.through_id,
        case when m.is_goal then m.person_id else coalesce(l.to_id, s.to_id, k.to_id) end as to_id,
        k.facet, k.shown, k.n_shared, col.person_id is not null as is_colleague
    from mine m cross join me
    left join linked l using (person_id) left join second s using (person_id)
    left join alike k on k.person_id = m.person_id and k.nth = 1
    left join colleague col on col.person_id = m.person_id
    left join habit_of f on f.person_id = m.person_id
),
scored as (
    select *,
        case
            when not is_aimed then volume * ln(1 + n_new)
            when is_person then
                pow(front * case way
                    when 'known' then link + epsilon
                    when 'second' then param('extra_broker') * second_link + epsilon
                    when 'direct' then 1 + epsilon
                    else epsilon end, exponent) * factor
                * exp(case when is_colleague then param('same_org') else 0 end)
                * case when way = 'affinity' then least(pow(1.2, n_shared), 1.5) else 1 end
            else
                volume
                * pow(coalesce(into_goal, 0) + case when way in ('direct', 'known') then 1 else param('epsilon') end,
                    param('company_exponent'))
                * exp(case when is_goal then param('in_company') else 0 end)
        end * (1 - coalesce(fatigue, 0))
        * preset_factor(p_preset, p_weights, volume, answers, n_known, n_new, is_goal or is_colleague) as raw_score
    from joined
),
lifted as (
    select *, case
        -- a target whom the owner knows stands before every broker; with no way at all, shared things come first
        when is_person and (way = 'direct' and is_known or way = 'affinity')
            then raw_score + (1 - coalesce(fatigue, 0))
                * coalesce(max(raw_score) filter (way <> 'direct' and way <> 'affinity') over (), 0)
        -- where people in the company, role or city can be reached, contacts without a path stand behind them
        when is_aimed and not is_person and way = 'none'
            then least(raw_score, coalesce(min(raw_score) filter (way <> 'none' and raw_score > 0) over (), raw_score)
                * volume / (volume + 1))
        else raw_score end as score
    from scored
),
-- the third contact of one circle or employer adds less to a list than the first of another (preset weight diversify)
grouped as (
    select l.*, row_number() over (
        partition by coalesce(c.circle_id, e.company_key, l.person_id) order by score desc, tie desc, l.person_id) as nth_alike
    from lifted l
    left join circle c on c.person_id = l.person_id and c.n_members > 2
    left join (select person_id, min(company_key) as company_key from affiliation where is_current group by person_id) e
        on e.person_id = l.person_id
)
select person_id, way, to_id, through_id, n_links, facet, shown, n_shared, is_colleague, is_person, is_aimed,
    score * pow(preset_weight(p_preset, p_weights, 'diversify'), floor((nth_alike - 1) / 2)) as score, tie
from grouped;
comment on macro table candidates is
    'Every contact of an owner as the first person of a route to a target: way (direct, known, second, affinity, none), whom the route reaches, through whom, and the score.';
