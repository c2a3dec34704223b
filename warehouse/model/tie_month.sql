-- The tie at the end of each month with a message, in one pass over interaction: running sums instead of a sum from the
-- beginning for every month. Sums are carried at the date of the file and turned back to each month's end; half a century
-- of them is 2^200, which a double holds without loss.

insert into tie_month
with weekly as (
    -- a week is one, whichever way and to whichever record of the person
    select owner_id, person_id, week, max(last_at) as last_at,
        max(last_at) filter (direction = 'out') as out_at,
        min(first_at) filter (direction = 'in') as in_first, max(last_at) filter (direction = 'in') as in_at,
        coalesce(sum(n) filter (direction = 'out'), 0)::bigint as n_out,
        coalesce(sum(n) filter (direction = 'in'), 0)::bigint as n_in,
        coalesce(sum(weight) filter (direction = 'out'), 0) * pow(2, (date_diff('day', as_of(), week) + 7) / 90.0) as s_out,
        coalesce(sum(weight) filter (direction = 'in'), 0) * pow(2, (date_diff('day', as_of(), week) + 7) / 90.0) as s_in,
        coalesce(sum(n_addressed) filter (direction = 'out'), 0)
            * pow(2, least(date_diff('day', as_of(), week) + 3.5, 0) / 180.0) as a_out,
        coalesce(sum(n_addressed) filter (direction = 'in'), 0)
            * pow(2, least(date_diff('day', as_of(), week) + 3.5, 0) / 180.0) as a_in
    from interaction group by owner_id, person_id, week
),
-- turn: how often the owner had written; what came within a turn is not answered yet
turned as (
    select *, count(out_at) over (partition by owner_id, person_id order by week rows unbounded preceding) as turn,
        n_in > 0 and coalesce(in_first > out_at, true) as is_open
    from weekly
),
week_so_far as (
    select *, sum(s_out) over past as sum_s_out, sum(s_in) over past as sum_s_in, sum(a_out) over past as sum_a_out,
        sum(a_in) over past as sum_a_in, sum(n_out) over past > 0 and sum(n_in) over past > 0 as two_way,
        count(*) over past as weeks, max(last_at) over past as last_so_far,
        max(case when out_at is not null then greatest(out_at, case when not is_open then in_at end) end) over past as held_at,
        coalesce(sum(s_in) filter (is_open) over same_turn, 0) as s_open,
        coalesce(sum(a_in) filter (is_open) over same_turn, 0) as a_open,
        coalesce(sum(n_in) filter (is_open) over same_turn, 0) as n_open,
        min(in_first) filter (is_open) over same_turn as open_at,
        count(*) filter (is_open and out_at is null) over same_turn as weeks_open
    from turned
    window past as (partition by owner_id, person_id order by week rows unbounded preceding),
        same_turn as (partition by owner_id, person_id, turn order by week rows unbounded preceding)
),
monthly as (
    select owner_id, person_id, date_trunc('month', last_at)::date as month, sum(n_out)::bigint as n_sent,
        sum(n_in)::bigint as n_received, least((date_trunc('month', any_value(last_at)) + interval 1 month)::date, as_of()) as until,
        max_by({s_out: sum_s_out, s_in: sum_s_in, a_out: sum_a_out, a_in: sum_a_in, two_way: two_way, weeks: weeks,
            last_at: last_so_far, held_at: held_at, s_open: s_open, a_open: a_open, n_open: n_open, open_at: open_at,
            weeks_open: weeks_open}, week) as at_end
    from week_so_far group by owner_id, person_id, date_trunc('month', last_at)
),
dated as (
    select owner_id, person_id, month, n_sent, n_received, until, at_end.two_way as is_two_way, at_end.weeks as weeks,
        at_end.weeks - at_end.weeks_open as weeks_held, at_end.last_at as last_at, at_end.held_at as held_at,
        at_end.open_at as open_at, at_end.n_open::bigint as n_open,
        at_end.s_out * pow(2, date_diff('day', until, as_of()) / 90.0) as s_out,
        at_end.s_in * pow(2, date_diff('day', until, as_of()) / 90.0) as s_in,
        at_end.s_open * pow(2, date_diff('day', until, as_of()) / 90.0) as s_open,
        at_end.a_out * pow(2, date_diff('day', until, as_of()) / 180.0) as a_out,
        at_end.a_in * pow(2, date_diff('day', until, as_of()) / 180.0) as a_in,
        at_end.a_open * pow(2, date_diff('day', until, as_of()) / 180.0) as a_open
    from monthly
)
select owner_id, person_id, month, n_sent, n_received,
    tie_of(s_out, s_in, a_out, a_in, s_open, a_open, n_open, weeks, weeks_held, is_two_way, last_at, held_at, open_at, until, until),
    until, s_out, s_in, a_out, a_in, s_open, a_open, n_open, weeks, weeks_held, is_two_way, last_at, held_at, open_at
from dated
order by owner_id, person_id, month;
