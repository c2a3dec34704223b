-- Ties over time. Between two months with messages a tie only fades, so its course follows from the earlier month's row.

create macro days_until(p_day, p_at) as
    case when p_at is not null then greatest(0, epoch(p_day::timestamp - p_at) / 86400) end;
comment on macro days_until is 'Days from a time to a day, 0 where it lies after it.';

create macro tie_of(p_s_out, p_s_in, p_a_out, p_a_in, p_s_open, p_a_open, p_n_open, p_weeks, p_weeks_held, p_two_way,
        p_last, p_held, p_open, p_until, p_day) as
    shown(least(
        strength(p_s_out * pow(2, -date_diff('day', p_until, p_day) / 90.0), p_s_in * pow(2, -date_diff('day', p_until, p_day) / 90.0),
            p_a_out * pow(2, -date_diff('day', p_until, p_day) / 180.0), p_a_in * pow(2, -date_diff('day', p_until, p_day) / 180.0),
            case when p_two_way then p_weeks else 1 end, days_until(p_day, p_last)),
        -- as tie_features holds mail that goes on without an answer
        1.15 * greatest(1, 100 / greatest(p_n_open, 1)) * strength(
            p_s_out * pow(2, -date_diff('day', p_until, p_day) / 90.0),
            (p_s_in - p_s_open) * pow(2, -date_diff('day', p_until, p_day) / 90.0)
                + least(p_s_open * pow(2, -date_diff('day', p_until, p_day) / 90.0), 1),
            p_a_out * pow(2, -date_diff('day', p_until, p_day) / 180.0),
            (p_a_in - p_a_open) * pow(2, -date_diff('day', p_until, p_day) / 180.0)
                + least(p_a_open * pow(2, -date_diff('day', p_until, p_day) / 180.0), 1),
            case when p_two_way then least(p_weeks, p_weeks_held + case when p_open is null then 0 else 1 end) else 1 end,
            least(coalesce(days_until(p_day, p_held), days_until(p_day, p_open)),
                coalesce(days_until(p_day, p_open), days_until(p_day, p_held))))
    ), p_two_way, 0);
comment on macro tie_of is
    'tie on p_day from the sums of a row of tie_month: the formula of table tie, from messages alone.';

create macro tie_history(p_person := null, p_owner := null) as table
with known as (
    select * from tie_month where owner_id = coalesce(p_owner, default_owner()) and person_id = current_id(p_person)
),
every_month as (
    select unnest(generate_series(
        (select min(month) from known), date_trunc('month', as_of() - 1)::date, interval 1 month))::date as month
),
carried as (
    select m.month, k.month = m.month as is_active, k.* exclude (month),
        least((m.month + interval 1 month)::date, as_of()) as day
    from every_month m asof join known k on k.month <= m.month
)
select month, case when is_active then n_sent else 0 end as n_sent, case when is_active then n_received else 0 end as n_received,
    tie_of(s_out, s_in, a_out, a_in, s_open, a_open, n_open, active_weeks, weeks_held, is_two_way, last_at, held_at, open_at,
        until, day) as tie,
    active_weeks, day as until
from carried
order by month;
comment on macro table tie_history is
    'A tie from its first message to as_of, one row a month without gaps: messages of the month, and the tie as it stood at the month''s end.';

create macro ties_on(p_day := null, p_owner := null) as table
with cut as (select least(coalesce(p_day::date, as_of()), as_of()) as day),
latest as (
    select m.*, c.day from tie_month m, cut c
    where m.owner_id = coalesce(p_owner, default_owner()) and m.until <= c.day
    qualify row_number() over (partition by m.person_id order by m.month desc) = 1
)
select person_id,
    tie_of(s_out, s_in, a_out, a_in, s_open, a_open, n_open, active_weeks, weeks_held, is_two_way, last_at, held_at, open_at,
        until, day) as tie,
    active_weeks, last_at, day
from latest
order by tie desc, person_id;
comment on macro table ties_on is
    'An owner''s ties as they stood on a day (default: as_of), from the months that had ended by then, strongest first.';

create macro tie_trend(p_owner := null, p_months := 12, p_limit := 20) as table
select n.person_id, p.display_name as name, coalesce(b.tie, 0) as tie_before, n.tie as tie_now,
    n.tie - coalesce(b.tie, 0) as change, n.last_at
from ties_on(p_owner := p_owner) n
left join ties_on(p_day := (as_of() - to_months(p_months::integer))::date, p_owner := p_owner) b using (person_id)
join person p using (person_id)
order by abs(n.tie - coalesce(b.tie, 0)) desc, n.person_id
limit p_limit;
comment on macro table tie_trend is
    'Ties that changed most within p_months, rising (change > 0) or fading (change < 0).';
