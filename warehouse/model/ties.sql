-- Ties, owner x person: the closed form of docs/architecture.md, "Ties".

create temp table presence as
with card as (
    select r.owner_id, pr.person_id,
        bool_or(r.kind <> 'linkedin_connections') as has_card,
        bool_or(r.kind <> 'linkedin_connections' and len(r.phones) > 0) as has_phone,
        bool_or(r.kind = 'linkedin_connections') as has_linkedin,
        max(r.connected_on) filter (r.kind = 'linkedin_connections' and r.connected_on < as_of()) as connected_on
    from record r join person_record pr using (record_id)
    join owner o on o.owner_id = r.owner_id
    where r.is_curated and r.kind not in ('owner', 'referred') and pr.person_id is distinct from o.person_id
    group by r.owner_id, pr.person_id
)
select owner_id, person_id,
    case when has_card then .05 else 0 end as address_book,
    -- a phone number adds .04, not .05: a card alone stays below the weakest two-way tie (.1)
    case when has_phone then .04 else 0 end as phone,
    -- a connection without a date counts as five years old
    case when has_linkedin
        then .03 * pow(2, -coalesce(date_diff('day', connected_on, as_of()) / 365.25, 5) / 5) else 0 end as linkedin
from card;

create temp table feature as from tie_features();

-- Decayed sums at the end of every year with mail, from year to year instead of from week to week.
create temp table peak as
with yearly as (
    select owner_id, person_id, year(last_at) as y, week, direction, n, weight, n_addressed, last_at,
        least(make_date(year(last_at) + 1, 1, 1), as_of()) as cut
    from interaction
),
within as (
    select owner_id, person_id, y, any_value(cut) as cut,
        coalesce(sum(weight * pow(2, -(date_diff('day', week, cut) - 7) / 90.0)) filter (direction = 'out'), 0) as s_out,
        coalesce(sum(weight * pow(2, -(date_diff('day', week, cut) - 7) / 90.0)) filter (direction = 'in'), 0) as s_in,
        coalesce(sum(n_addressed * pow(2, -greatest(date_diff('day', week, cut) - 3.5, 0) / 180.0)) filter (direction = 'out'), 0) as a_out,
        coalesce(sum(n_addressed * pow(2, -greatest(date_diff('day', week, cut) - 3.5, 0) / 180.0)) filter (direction = 'in'), 0) as a_in,
        count(*) filter (direction = 'out') > 0 as is_out, count(*) filter (direction = 'in') > 0 as is_in,
        count(distinct week) as weeks, max(last_at) as last_at
    from yearly group by owner_id, person_id, y
),
so_far as (
    select b.owner_id, b.person_id, b.y,
        sum(a.s_out * pow(2, -date_diff('day', a.cut, b.cut) / 90.0)) as s_out,
        sum(a.s_in * pow(2, -date_diff('day', a.cut, b.cut) / 90.0)) as s_in,
        sum(a.a_out * pow(2, -date_diff('day', a.cut, b.cut) / 180.0)) as a_out,
        sum(a.a_in * pow(2, -date_diff('day', a.cut, b.cut) / 180.0)) as a_in, any_value(b.cut) as cut,
        bool_or(a.is_out) and bool_or(a.is_in) as is_two_way, sum(a.weeks) as weeks,
        epoch(any_value(b.cut)::timestamp - max(a.last_at)) / 86400 as days_since
    from within b join within a on a.owner_id = b.owner_id and a.person_id = b.person_id and a.y <= b.y
    group by b.owner_id, b.person_id, b.y
),
raw as (
    select owner_id, person_id, y, is_two_way,
        strength(s_out, s_in, a_out, a_in, case when is_two_way then weeks else 1 end, days_since) as tie_raw
    from so_far where cut < as_of()  -- the tie itself is the end of this year
)
select owner_id, person_id, y as peak_year, shown(tie_raw, is_two_way, 0) as peak_tie
from raw qualify row_number() over (partition by owner_id, person_id order by peak_tie desc, y) = 1;

insert into tie
with known as (
    select owner_id, person_id, f.* exclude (owner_id, person_id), p.owner_id is not null as is_curated,
        greatest(coalesce(address_book + phone, 0), coalesce(linkedin, 0)) as presence,
        coalesce(f.sent_decayed, 0) as sent, coalesce(f.received_decayed, 0) as received
    from feature f full join presence p using (owner_id, person_id)
),
scored as (
    select *, shown(tie_raw, coalesce(is_two_way, false), presence) as tie,
        greatest(sent + received, presence) as volume,
        logistic(touch_logit + param('touch_intercept')) as keeps_in_touch,
        logistic(answer_logit + param('answers_intercept')) as answers
    from known
)
select s.owner_id, s.person_id, s.tie, s.tie_raw, s.keeps_in_touch, s.answers,
    coalesce(s.n_sent, 0), coalesce(s.n_received, 0), coalesce(s.active_weeks, 0), s.first_at, s.last_at,
    case when s.tie_raw is not null then greatest(coalesce(k.peak_tie, 0), s.tie) end,
    case when s.tie_raw is null then null when s.tie >= coalesce(k.peak_tie, 0) then year(as_of() - 1) else k.peak_year end,
    s.sent, s.received, s.presence, s.volume,
    case when o.is_alone then sqrt(s.volume * greatest(s.received, s.presence / 2, 1e-3)) else s.volume end,
    s.is_curated
from scored s join owner o using (owner_id)
left join peak k on k.owner_id = s.owner_id and k.person_id = s.person_id
order by s.owner_id, s.person_id;

insert into tie_factor
with part as (
    select owner_id, person_id, unnest([
        {factor: 'sent', value: s_out, nats: .5 * ln(s_out + .02)},
        {factor: 'received', value: s_in, nats: .5 * ln(s_in + .02)},
        {factor: 'addressed', value: sqrt(a_out * a_in), nats: .25 * ln((a_out + .1) * (a_in + .1))},
        {factor: 'weeks', value: case when is_two_way then active_weeks else 1 end::double,
         nats: .5 * ln(case when is_two_way then active_weeks else 1 end)},
        {factor: 'recency', value: days_since, nats: -days_since / 365 * ln(2)},
        {factor: 'unanswered', value: n_open::double, nats: ln(tie_raw / full_raw)},
        {factor: 'scale', value: param('q_mail'), nats: -ln(param('q_mail'))}
    ], recursive := true)
    from feature
    union all
    select owner_id, person_id, unnest([
        {factor: 'address_book', value: address_book, nats: null::double},
        {factor: 'phone', value: phone, nats: null},
        {factor: 'linkedin', value: linkedin, nats: null}
    ], recursive := true)
    from presence
)
select owner_id, person_id, factor, value, nats from part
where nats is not null or value > 0
order by owner_id, person_id, factor;
