-- Everything a person's row rests on, one line each.

create macro why(p_person := null, p_owner := null) as table
with me as (
    select owner_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())
),
it as (select current_id(p_person) as id),
mine as (select pr.record_id from person_record pr, it where pr.person_id = it.id),
held as (
    select kind, value, list(record_id order by record_id) as records
    from (
        select record_id, 'mail' as kind, unnest(emails) as value from record semi join mine using (record_id)
        union all
        select record_id, 'phone', unnest(phones) from record semi join mine using (record_id)
        union all
        select record_id, 'profile', unnest(profiles) from record semi join mine using (record_id)
    ) group by kind, value
),
line as (
    select 1 as part, 'record' as section, l.kind as item, l.display_name as detail, null::double as value,
        l.path as source, l.locator, null::timestamp as "at", l.record_id as ordering,
        [l.record_id] as records, null::varchar as level, null::varchar as lane
    from lineage(p_person := p_person) l
    union all
    select 2, 'identifier', i.kind, i.value || case when i.strength = 'weak' then ' (shared)' else '' end,
        i.n_records, null, null, null, i.value, h.records, i.strength, null
    from identifier i join it on i.person_id = it.id left join held h on h.kind = i.kind and h.value = i.value
    union all
    select case when m.lane = 'same' then 3 else 4 end, case when m.lane = 'same' then 'match' else 'other pair' end,
        f.factor, concat_ws(', ', f.record_a || ' = ' || f.record_b, f.level, m.lane), f.bits, null, null, null,
        f.record_a || f.record_b || f.factor, [f.record_a, f.record_b], f.level, m.lane
    from match_factor f join "match" m using (record_a, record_b)
    where f.record_a in (from mine) and f.record_b in (from mine)
    union all
    select 4, 'other pair', 'veto', concat_ws(', ', m.record_a || ' = ' || m.record_b, m.veto, m.lane), null, null, null,
        null, m.record_a || m.record_b, [m.record_a, m.record_b], m.veto, m.lane
    from "match" m
    where m.veto is not null and m.record_a in (from mine) and m.record_b in (from mine)
    union all
    select 5, 'weakest link', 'bits', c.record_a || ' = ' || c.record_b, c.weakest_bits, null, null, null, '',
        [c.record_a, c.record_b], null, null
    from cluster c, it where c.person_id = it.id
    union all
    select 6, 'may be', case when q.person_a = it.id then q.person_b else q.person_a end,
        case when q.person_a = it.id then q.name_b else q.name_a end, q.probability, null, null, null,
        format('{:09d}', q.rank), [q.record_a, q.record_b], null, null
    from review_queue q, it where it.id in (q.person_a, q.person_b)
    union all
    select 7, 'tie', f.factor, format('{:.6g}', f.value), f.nats, null, null, null, f.factor, null, null, null
    from tie_factor f, me, it where f.owner_id = me.owner_id and f.person_id = it.id
    union all
    select 8, 'tie', 'tie', tie_words(t.n_sent, t.n_received, t.first_at, t.is_curated), t.tie, null, null, t.last_at, '',
        null, null, null
    from tie t, me, it where t.owner_id = me.owner_id and t.person_id = it.id
    union all
    select 8, 'tie', c.item, chance(c.owner_id, c.item, c.value), c.value, null, null, null, c.item, null, null, null
    from me, it, lateral (
        select t.owner_id, unnest(['answers', 'keeps_in_touch']) as item, unnest([t.answers, t.keeps_in_touch]) as value
        from tie t where t.owner_id = me.owner_id and t.person_id = it.id
    ) c where c.value is not null
    union all
    select 9, 'evidence', case when e.kind = 'together' then 'together' when e.person_a = it.id then 'received' else 'sent' end,
        null, null, e.path, e.locator, e.at, e.path || e.locator, [e.record_a, e.record_b], null, null
    from evidence e, me, it
    where (e.person_a = it.id and e.person_b = me.me_id) or (e.person_b = it.id and e.person_a = me.me_id)
    union all
    select 10, 'history', h.reason, h.old_id, null, null, null, h.at, h.old_id, null, null, null
    from person_id_history h, it where h.new_id = it.id
)
select section, item, detail, value, source, locator, "at", records, level, lane from line
order by part, "at" desc nulls last, ordering, item;
comment on macro table why is
    'What a person''s row rests on: records with file and place, identifiers with the records that hold them, the factors (bits) of the pairs that joined the records, those of their other pairs, the weakest link, whom they may also be, tie factors (nats), places that show the tie, earlier ids.';
