-- Routes from an owner to a target, one for each first person, scored but neither cut nor explained.
-- Formulas: docs/architecture.md, "Introductions". Each part is used once: DuckDB before 1.4 computes a part anew for
-- every use, and a use within a use multiplies.

create macro candidates(p_company := null, p_person := null, p_role := null, p_city := null, p_owner := null, p_limit := 20, p_preset := 'jobseeker', p_industry := null, p_weights := null) as table
with me as (
    select owner_id, person_id as me_id, network_id, is_alone from owner where owner_id = coalesce(p_owner, default_owner())
),
goal as (
    select g.* from goal_people(p_company := p_company, p_person := p_person, p_role := p_role, p_city := p_city,
        p_industry := p_industry, p_network := (select network_id from me)) g
    where g.person_id is distinct from (select me_id from me)
),
-- the person who is aimed at
aim as (
    select p.person_id, p.network_id, me.owner_id, me.me_id from me join person p using (network_id)
    where p.person_id = current_id(p_person) and p.person_id is distinct from me.me_id
),
-- contacts who are meant, and those who know somebody who is
reached as (
    select e.from_id as person_id, bool_or(e.from_id = g.person_id) as is_goal,
        count(*) filter (e.from_id <> g.person_id) as n_links,
        sum(e.volume) as volume, max(e.link) as link,
        max_by(g.person_id, (e.link, g.person_id)) filter (e.from_id <> g.person_id) as to_id,
        max_by(g.relevance, (e.link, g.person_id)) filter (e.from_id <> g.person_id) as relevance,
        max(g.relevance) filter (e.from_id = g.person_id) as own_relevance,
        max(g.reason) filter (e.from_id = g.person_id) as own_reason
    from goal g join (
        select from_id, to_id, volume, link, n_in, kind from hop
        union all
        select person_id, person_id, null, null, null, null from person
    ) e on e.to_id = g.person_id
    join contact c on c.owner_id = (select owner_id from me) and c.person_id = e.from_id
    -- what somebody floods others with who do not answer shows nothing
    where e.from_id = g.person_id or c.trust = 1 or e.n_in > 0 or e.kind <> 'header'
    group by e.from_id
),
-- two brokers: B - D - C, where neither B nor the owner knows C, nor the owner D
second as (
    select h.from_id as person_id, max_by(d.from_id, (h.link * d.strength, d.from_id)) as through_id,
        max_by(d.to_id, (h.link * d.strength, d.from_id)) as to_id, max(h.link * d.strength) as link
    from (
        select h.from_id, h.to_id, h.strength, aim.owner_id from aim join hop h on h.to_id = aim.person_id
        anti join tie t on t.owner_id = aim.owner_id and t.person_id = h.from_id
        where h.from_id is distinct from aim.me_id
        qualify row_number() over (order by h.link desc, h.from_id) <= 150
    ) d
    join hop h on h.to_id = d.from_id
    join contact c on c.owner_id = d.owner_id and c.person_id = h.from_id
    where c.trust = 1 or h.n_in > 0 or h.kind <> 'header'
    group by h.from_id
),
-- who shares something with the target
alike as (
    select b.person_id, aim.person_id as to_id, count(*) as n_shared,
        arg_min(f.facet, (f.facet, f.value)) as facet, arg_min(f.shown, (f.facet, f.value)) as shown
    from aim cross join (select * from person_facet where person_id in (select person_id from aim)) f
    join person_facet b on b.network_id = f.network_id and b.facet = f.facet and b.value = f.value
    group by b.person_id, aim.person_id
),
-- the target's few employers first: all colleagues of everybody are millions of pairs
colleague as (
    select distinct b.person_id from affiliation b semi join (
        select company_key, network_id from affiliation where is_current and person_id in (select person_id from aim)
    ) a using (company_key, network_id)
    where b.is_current
),
-- what is known of every contact; of all together only where the windows say so
joined as (
    select t.person_id, t.tie, t.answers, t.front, t.volume, t.n_sent > 0 or t.is_curated as is_known,
        c.n_new, c.n_known, coalesce(c.fatigue, 0) as fatigue, c.group_id,
        coalesce(p_person, '') <> '' as is_person,
        coalesce(p_company, p_person, p_role, p_city, p_industry) is not null as is_aimed,
        case when me.is_alone then param('epsilon_alone') else param('epsilon') end as epsilon,
        w.weights, coalesce(f.exponent, 1) as exponent, coalesce(f.factor, 1) as factor,
        coalesce(l.is_goal, false) as is_goal, l.n_links, l.volume as into_goal, l.link, l.to_id as known_to, l.relevance,
        l.own_relevance, l.own_reason,
        s.link as second_link, s.through_id, s.to_id as second_to, whole.relevance as second_relevance,
        a.to_id as alike_to, a.n_shared, a.facet, a.shown,
        k.person_id is not null and not coalesce(l.is_goal, false) as is_colleague,
        count(*) filter (l.n_links > 0) over () as n_linked,
        count(*) filter (l.is_goal) over () as n_direct,
        count(s.person_id) over () as n_second
    from me join tie t using (owner_id) join contact c using (owner_id, person_id)
    cross join preset_weights(p_preset := p_preset, p_weights := p_weights) w
    left join reached l using (person_id) left join second s using (person_id) left join alike a using (person_id)
    left join colleague k using (person_id)
    left join broker_factor(p_person := current_id(p_person), p_owner := p_owner) f using (person_id)
    -- where somebody is aimed at but nobody is meant (an unknown company), there is no list to make
    cross join (select count(*) as n, max(relevance) as relevance from goal) whole
    where whole.n > 0 or coalesce(p_company, p_person, p_role, p_city, p_industry) is null
),
routed as (
    select *, case when is_goal then 'direct' when n_links > 0 then 'known'
        when through_id is not null and n_linked < p_limit then 'second'
        -- only where nobody leads there
        when alike_to is not null and n_direct + n_linked + n_second = 0 then 'affinity' else 'none' end as way
    from joined
),
scored as (
    select *,
        case
            when is_person or not is_aimed then
                pow(front * case way
                    when 'known' then link + epsilon
                    -- somebody between says little more than no path at all: shown first among equals
                    when 'second' then epsilon * (1 + param('extra_broker') * least(second_link, 1))
                    when 'direct' then 1 + epsilon
                    else epsilon end, exponent) * factor
                * exp(case when is_colleague then param('same_org') else 0 end)
                * case when way = 'affinity' then least(pow(1.2, n_shared), 1.5) else 1 end
                * case when is_aimed then 1 else pow(1 + n_new, param('new_exponent')) end
            else
                volume
                * pow(coalesce(into_goal, 0) + case when way in ('direct', 'known') then 1 else param('epsilon') end,
                    param('company_exponent'))
                * exp(case when is_goal then param('in_company') else 0 end)
        end * (1 - fatigue)
        * preset_factor(weights, volume, answers, n_known, n_new, is_goal or is_colleague) as raw_score
    from routed
),
lifted as (
    select *, case
        -- a target whom the owner knows stands before every broker; with no way at all, shared things come first
        when is_person and (way = 'direct' and is_known or way = 'affinity')
            then raw_score + (1 - fatigue)
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
    select *, row_number() over (partition by group_id order by score desc, tie desc, person_id) as nth_alike from lifted
)
select person_id, way, is_person, is_aimed, is_colleague, tie,
    score * pow(weights['diversify'], floor((nth_alike - 1) / 2)) as score,
    case way when 'direct' then person_id when 'known' then known_to when 'second' then second_to when 'affinity' then alike_to end as to_id,
    case when way = 'second' then through_id end as through_id,
    case way when 'direct' then own_relevance when 'known' then relevance when 'second' then second_relevance end as relevance,
    case when way = 'direct' then own_reason end as reason,
    n_links, case when way = 'affinity' then facet end as facet, case when way = 'affinity' then shown end as shown
from grouped;
comment on macro table candidates is
    'Every contact of an owner as the first person of a route to a target: way (direct, known, second, affinity, none), whom the route reaches and how well that person fits the target, through whom, and the score.';
