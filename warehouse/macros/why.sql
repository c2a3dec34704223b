-- Everything a person's row rests on, one line each.

create macro why(p_person := null, p_owner := null) as table
with me as (
    select owner_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())
),
it as (select current_id(p_person) as id),
mine as (select pr.record_id from person_record pr, it where pr.person_id = it.id),
line as (
    select 1 as part, 'record' as section, l.kind as item, l.display_name as detail, null::double as value,
        l.path as source, l.locator, null::timestamp as "at", l.record_id as ordering
    from lineage(p_person := p_person) l
    union all
    select 2, 'identifier', i.kind, i.value || case when i.strength = 'weak' then ' (shared)' else '' end,
        i.n_records, null, null, null, i.value
    from identifier i, it where i.person_id = it.id
    union all
    select 3, 'match', f.factor,
        concat_ws(', ', f.record_a || ' = ' || f.record_b, f.level, m.lane), f.bits, null, null, null,
        f.record_a || f.record_b || f.factor
    from match_factor f join "match" m using (record_a, record_b)
    where m.lane = 'same' and f.record_a in (from mine) and f.record_b in (from mine)
    union all
    select 4, 'weakest link', 'bits', c.record_a || ' = ' || c.record_b, c.weakest_bits, null, null, null, ''
    from cluster c, it where c.person_id = it.id
    union all
    select 5, 'tie', f.factor, format('{:.6g}', f.value), f.nats, null, null, null, f.factor
    from tie_factor f, me, it where f.owner_id = me.owner_id and f.person_id = it.id
    union all
    select 6, 'tie', 'tie', tie_words(t.n_sent, t.n_received, t.first_at, t.is_curated), t.tie, null, null, t.last_at, ''
    from tie t, me, it where t.owner_id = me.owner_id and t.person_id = it.id
    union all
    select 7, 'evidence', case when e.kind = 'together' then 'together' when e.person_a = it.id then 'received' else 'sent' end, null, null, e.path, e.locator, e.at,
        e.path || e.locator
    from evidence e, me, it
    where (e.person_a = it.id and e.person_b = me.me_id) or (e.person_b = it.id and e.person_a = me.me_id)
    union all
    select 8, 'history', h.reason, h.old_id, null, null, null, h.at, h.old_id
    from person_id_history h, it where h.new_id = it.id
)
select section, item, detail, value, source, locator, "at" from line
order by part, "at" desc nulls last, ordering, item;
comment on macro table why is
    'What a person''s row rests on: records with file and place, identifiers, the factors (bits) that joined the records and the weakest link, tie factors (nats), places that show the tie, earlier ids.';
