-- Who knows whom between people, from three kinds of evidence. Nothing here crosses a network.

insert into acquaintance
with directed as (
    select a.network_id, pa.person_id as from_id, pb.person_id as to_id,
        a.n_sent - coalesce(s.n_sent, 0) as n_sent, a.n_together - coalesce(s.n_together, 0) as n_together,
        case when a.n_sent > coalesce(s.n_sent, 0) then greatest(a.sent - coalesce(s.sent, 0), 0) else 0 end as sent,
        case when a.n_together > coalesce(s.n_together, 0)
            then greatest(a.together - coalesce(s.together, 0), 0) else 0 end as together,
        a.last_at
    from built_acquaintance_record a
    left join spare_acquaintance s
        on s.network_id = a.network_id and s.record_a = a.record_a and s.record_b = a.record_b
    join person_record pa on pa.record_id = a.record_a
    join person_record pb on pb.record_id = a.record_b
    where pa.person_id <> pb.person_id
        -- what passed between an owner and anybody is in tie
        and pa.person_id not in (select person_id from owner where person_id is not null)
        and pb.person_id not in (select person_id from owner where person_id is not null)
),
paired as (
    select network_id, least(from_id, to_id) as person_a, greatest(from_id, to_id) as person_b,
        sum(sent) filter (from_id < to_id) as ab, sum(sent) filter (from_id > to_id) as ba,
        sum(together) as together,
        sum(n_sent) filter (from_id < to_id) as n_ab, sum(n_sent) filter (from_id > to_id) as n_ba,
        sum(n_together) as n_together, max(last_at) as last_at
    from directed group by all
),
header as (
    select person_a, person_b, 'header' as kind, network_id,
        coalesce(ab, 0) as ab, coalesce(ba, 0) as ba, together,
        coalesce(n_ab, 0) as n_ab, coalesce(n_ba, 0) as n_ba, n_together, coalesce(n_ab, 0) + coalesce(n_ba, 0) + n_together as n_evidence,
        last_at
    from paired
),
-- another owner's ties: their mail, or their card where there is no mail
other as (
    select o.network_id, o.person_id as me, t.*,
        greatest(t.sent_decayed, t.presence / 2) as sent, greatest(t.received_decayed, t.presence / 2) as received
    from tie t join owner o using (owner_id)
    where o.pool and o.person_id is not null
),
pooled as (
    select least(me, person_id) as person_a, greatest(me, person_id) as person_b, 'pooled' as kind, network_id,
        sum(case when me < person_id then sent else received end) as ab,
        sum(case when me < person_id then received else sent end) as ba, 0 as together,
        -- two owners who write each other hold the same messages: each counts once
        max(case when me < person_id then n_sent else n_received end) as n_ab,
        max(case when me < person_id then n_received else n_sent end) as n_ba, 0 as n_together,
        greatest(max(n_sent + n_received), 1) as n_evidence, max(last_at) as last_at
    from other group by all
),
-- a statement is worth the link that a hop of that strength has: strength .5 unless given
said as (
    select network_id, least(id_a, id_b) as person_a, greatest(id_a, id_b) as person_b,
        param('q_link') / sqrt(2) as unit, least(max(coalesce(strength, .5)), .95) as strength,
        max(since)::timestamp as last_at
    from knows where id_a <> id_b group by all
),
stated as (
    select person_a, person_b, 'stated' as kind, network_id,
        unit * strength / (1 - strength) as ab, ab as ba, 0 as together,
        0 as n_ab, 0 as n_ba, 0 as n_together, 1 as n_evidence, last_at
    from said
),
everything as (
    from header union all by name from pooled union all by name from stated
)
select person_a, person_b, kind, network_id,
    -- a flood one way counts no more than four times what came back
    least(ab, 4 * ba + .25), least(ba, 4 * ab + .25), together, n_ab, n_ba, n_together, n_evidence, last_at
from everything
order by person_a, person_b, kind;
