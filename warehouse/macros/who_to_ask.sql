-- Whom to ask: the best routes with their evidence and the reason in words.

create macro who_to_ask(p_company := null, p_person := null, p_role := null, p_city := null, p_owner := null, p_limit := 20, p_preset := 'jobseeker', p_industry := null, p_weights := null) as table
with best as (
    select *, row_number() over (order by score desc, tie desc, person_id) as rank
    from (
        from candidates(p_company := p_company, p_person := p_person, p_role := p_role, p_city := p_city,
            p_owner := p_owner, p_limit := p_limit, p_preset := p_preset, p_industry := p_industry, p_weights := p_weights)
        order by score desc, tie desc, person_id
        limit p_limit
    )
),
routed as (
    select b.*, me.owner_id, me.person_id as me_id, me.target, person.display_name as name,
        c.reach_via, c.novelty, c.fatigue, c.asked_at, c.n_new, t.answers, t.n_sent, t.n_received, t.first_at, t.is_curated,
        d.display_name as through_name, g.display_name as to_name,
        h1.kind as kind1, h1.strength as strength1, h1.n_evidence as n1,
        h1.n_out as out1, h1.n_in as in1, h1.n_together as together1,
        h2.kind as kind2, h2.strength as strength2, h2.n_evidence as n2,
        h2.n_out as out2, h2.n_in as in2, h2.n_together as together2
    from best b cross join (
        select owner_id, person_id, goal_text(p_company := p_company, p_person := p_person, p_role := p_role,
            p_city := p_city, p_industry := p_industry) as target
        from owner where owner_id = coalesce(p_owner, default_owner())
    ) me
    join tie t on t.owner_id = me.owner_id and t.person_id = b.person_id
    join contact c on c.owner_id = me.owner_id and c.person_id = b.person_id
    join person on person.person_id = b.person_id
    left join person d on d.person_id = b.through_id
    left join person g on g.person_id = b.to_id
    left join hop h1 on h1.from_id = b.person_id and h1.to_id = coalesce(b.through_id, b.to_id) and b.way in ('known', 'second')
    left join hop h2 on h2.from_id = b.through_id and h2.to_id = b.to_id
)
select p.rank, p.person_id, p.name, p.reach_via,
    [{'person_id': p.person_id, 'name': p.name, 'hop_kind': case when n_sent + n_received > 0 then 'header' else 'stated' end}]
        || case when way = 'second'
            then [{'person_id': through_id, 'name': through_name, 'hop_kind': kind1}] else [] end
        || case when way in ('known', 'second', 'affinity')
            then [{'person_id': to_id, 'name': to_name,
                'hop_kind': case way when 'known' then kind1 when 'second' then kind2 else 'affinity' end}]
            else [] end as route,
    p.target, p.score, p.tie, p.answers,
    case way when 'direct' then p.tie when 'known' then p.tie * strength1 when 'second' then p.tie * strength1 * strength2 end as path_strength,
    case when way in ('direct', 'known', 'second') then p.relevance end as relevance,
    p.novelty, p.fatigue,
    case way when 'known' then 2 when 'affinity' then 2 when 'second' then 3 else 1 end::bigint as hops,
    case when way in ('none', 'affinity') and is_aimed then null
        else least(greatest(n_sent + n_received, 1), coalesce(n1, 1e9), coalesce(n2, 1e9))
            / (least(greatest(n_sent + n_received, 1), coalesce(n1, 1e9), coalesce(n2, 1e9)) + 3) end as confidence,
    coalesce(s.evidence, []) as evidence,
    concat_ws('; ',
        tie_words(n_sent, n_received, first_at, is_curated),
        case when is_aimed then case
            when way = 'direct' then coalesce(nullif(reason, ''), 'a direct contact')
            when way = 'known' then concat_ws(' ',
                case when n_links > 1 then 'knows ' || people(n_links) || ' there, best:' end,
                hop_words(p.name, to_name, kind1, out1, in1, together1))
            when way = 'second' then hop_words(p.name, through_name, kind1, out1, in1, together1) || '; '
                || hop_words(through_name, to_name, kind2, out2, in2, together2)
            else 'no path to ' || p.target || ' is known' end
        else case when n_new > 0 then 'knows ' || people(n_new) || ' whom you do not know' end end,
        case when way = 'affinity' then case facet
            when 'organisation' then 'both at ' || shown
            when 'family' then 'same family name and city (' || shown || ')'
            else 'both labelled ' || shown end
        when is_colleague then 'works where ' || p.target || ' does' end,
        case when asked_at is not null then 'asked on ' || strftime(asked_at, '%Y-%m-%d') end
    ) as why
from routed p left join lateral (
    -- places in the sources: of the owner's own tie first, then of each hop, the latest three of each
    select list({'source': path, 'locator': locator, 'at': "at"} order by nth, "at" desc nulls last, path, locator) as evidence
    from (
        select nth, path, locator, "at" from (
            select h.nth, e.kind, e.path, e.locator, e."at"
            from (
                select unnest([
                    {'nth': 0, 'a': p.me_id, 'b': p.person_id}, {'nth': 0, 'a': p.person_id, 'b': p.me_id},
                    {'nth': 1, 'a': p.person_id, 'b': case p.way when 'known' then p.to_id when 'second' then p.through_id end},
                    {'nth': 1, 'a': case p.way when 'known' then p.to_id when 'second' then p.through_id end, 'b': p.person_id},
                    {'nth': 2, 'a': p.through_id, 'b': p.to_id}, {'nth': 2, 'a': p.to_id, 'b': p.through_id}
                ], recursive := true)
            ) h join evidence e on e.person_a = h.a and e.person_b = h.b
            union all
            select 0, 'card', s.path, l.locator, null
            from person_record o join record r using (record_id) join record_source l using (record_id)
            join source s using (source_id)
            where o.person_id = p.person_id and r.owner_id = p.owner_id and r.is_curated
        )
        qualify row_number() over (partition by nth order by kind = 'together', "at" desc nulls last, path, locator) <= 3
    )
) s on true
order by p.rank;
comment on macro table who_to_ask is
    'Whom an owner should ask: to reach a company, a person (person_id), a job title, a city, an industry, or without a target. Columns as table ask_list. Direct contacts, routes over one or two brokers, then strong contacts without a known path.';
