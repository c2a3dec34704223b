-- The questions, after the ask lists that they are ordered by.

insert into review_queue
with pair as (
    select m.*, least(a.person_id, b.person_id) as low, greatest(a.person_id, b.person_id) as high,
        a.person_id as person_a, b.person_id as person_b
    from "match" m
    join person_record a on a.record_id = m.record_a
    join person_record b on b.record_id = m.record_b
    where a.person_id <> b.person_id
),
said as (select distinct low, high from pair where veto = 'decided different'),
open as (
    select * from pair anti join said using (low, high) where lane in ('same', 'review')
),
best as (
    select *, count(*) over (partition by low, high) as n_pairs from open
    qualify row_number() over (
        partition by low, high order by veto is not null, weight desc, record_a, record_b) = 1
),
forbidden as (
    select low, high, list('a rule forbids it: ' || veto order by veto) as rules
    from (select distinct low, high, veto from pair semi join best using (low, high) where veto is not null)
    group by low, high
),
reason as (
    select record_a, record_b,
        list(words order by bits desc, factor) filter (bits > 0) as good,
        list(words order by bits, factor) filter (bits < 0) as bad
    from (
        select record_a, record_b, factor, bits,
            case factor when 'prior' then 'two records of this kind are rarely one person' else level end
                || format(' ({:+.1f} bits)', bits) as words
        from match_factor f semi join best using (record_a, record_b)
        where factor <> 'decision'
    ) group by record_a, record_b
),
place as (
    select owner_id, target_id, person_id, min(rank) as rank
    from (select owner_id, target_id, rank, unnest(route).person_id as person_id from ask_list) group by all
),
matter as (
    select person_id,
        .05 + coalesce(t.tie, 0) + coalesce(l.listed, 0) + case when o.person_id is not null then 1 else 0 end as m
    from person
    left join (select person_id, max(tie) as tie from tie group by person_id) t using (person_id)
    left join (select person_id, sum(1.0::double / rank order by owner_id, target_id) as listed from place
        group by person_id) l using (person_id)
    left join (select distinct person_id from owner) o using (person_id)
),
valued as (
    select b.*, sqrt(a.m * c.m) as stake from best b
    join matter a on a.person_id = b.person_a join matter c on c.person_id = b.person_b
)
select row_number() over (order by v.probability * v.stake desc, v.weight desc, v.record_a, v.record_b),
    v.network_id, v.record_a, v.record_b, v.person_a, v.person_b, a.display_name, b.display_name,
    v.weight, v.probability, v.stake, v.probability * v.stake, v.n_pairs,
    coalesce(r.good, []), list_concat(coalesce(f.rules, []), coalesce(r.bad, []))
from valued v
join person a on a.person_id = v.person_a join person b on b.person_id = v.person_b
left join reason r on r.record_a = v.record_a and r.record_b = v.record_b
left join forbidden f on f.low = v.low and f.high = v.high
order by 1;
