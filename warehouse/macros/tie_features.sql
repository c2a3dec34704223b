-- What mail says about each owner and person before a date: one definition for scoring now and for fitting on the
-- past. Formulas: docs/architecture.md, "Ties". A week counts when it begins before the date.

create macro strength(p_sent, p_received, p_to, p_from, p_weeks, p_days) as
    sqrt((p_sent + .02) * (p_received + .02)) * pow((p_to + .1) * (p_from + .1), .25)
        * sqrt(p_weeks) * pow(2, -p_days / 365);
comment on macro strength is
    'tie_raw from decayed sums both ways (half-life 90 d), decayed counts of addressed mail both ways (180 d), active weeks and days since the last message.';

create macro tie_features(p_as_of := null) as table
with cut as (
    select coalesce(p_as_of, as_of())::date as day
),
cell as (
    select i.owner_id, i.person_id, i.direction, i.week,
        sum(i.n) as n, sum(i.weight) as weight, sum(i.n_addressed) as n_addressed,
        min(i.first_at) as first_at, max(i.last_at) as last_at,
        -- age in days of the week's end, whose weight the cell carries; negative within the current week
        date_diff('day', i.week, any_value(c.day)) - 7 as age,
        -- days since the last message, for the parts that look at recency
        greatest(0, epoch(any_value(c.day)::timestamp - max(i.last_at)) / 86400) as days
    from interaction i, cut c
    where i.week < c.day
    group by i.owner_id, i.person_id, i.direction, i.week
),
turned as (
    -- a week's two cells follow each other, so weeks are counted without a sort of their own: it counts at the first of
    -- them that qualifies
    select *, direction <> lag(direction) over course as is_turn,
        coalesce(week = lag(week) over course, false) as is_again,
        coalesce(week = lag(week) over course and lag(days) over course <= 1100, false) as is_again_recent,
        coalesce(week = lag(week) over course and lag(days) over course <= 1100
            and lag(n_addressed) over course > 0, false) as is_again_addressed,
        -- what came since the owner last wrote: nobody has answered it
        direction = 'in' and coalesce(first_at > max(last_at) filter (direction = 'out') over (
            partition by owner_id, person_id), true) as is_open
    from cell
    window course as (partition by owner_id, person_id order by first_at, direction)
),
summed as (
    select owner_id, person_id,
        coalesce(sum(n) filter (direction = 'out'), 0)::bigint as n_sent,
        coalesce(sum(n) filter (direction = 'in'), 0)::bigint as n_received,
        coalesce(sum(weight * pow(2, -age / 180.0)) filter (direction = 'out'), 0) as e_out,
        coalesce(sum(weight * pow(2, -age / 180.0)) filter (direction = 'in'), 0) as e_in,
        -- addressed messages are dated to the middle of their week
        coalesce(sum(n_addressed * pow(2, -greatest(age + 3.5, 0) / 180.0)) filter (direction = 'out'), 0) as a_out,
        coalesce(sum(n_addressed * pow(2, -greatest(age + 3.5, 0) / 180.0)) filter (direction = 'in'), 0) as a_in,
        coalesce(sum(weight * pow(2, -age / 90.0)) filter (direction = 'out'), 0) as s_out,
        coalesce(sum(weight * pow(2, -age / 90.0)) filter (direction = 'in'), 0) as s_in,
        coalesce(sum(weight * pow(2, -age / 90.0)) filter (is_open), 0) as s_open,
        coalesce(sum(n_addressed * pow(2, -greatest(age + 3.5, 0) / 180.0)) filter (is_open), 0) as a_open,
        coalesce(sum(n) filter (is_open), 0) as n_open,
        count(*) filter (not is_open and not is_again) as weeks_held,
        min(days) filter (not is_open) as days_held,
        max(greatest(0, epoch((select day from cut)::timestamp - first_at) / 86400)) filter (is_open) as days_open,
        count(*) filter (not is_again) as active_weeks,
        count(*) filter (days <= 1100 and not is_again_recent) as weeks_recent,
        count(*) filter (days <= 1100 and n_addressed > 0 and not is_again_addressed) as weeks_addressed,
        count(*) filter (is_turn and days <= 1100) as n_turns,
        min(days) as days_since,
        min(days) filter (direction = 'out') as days_since_out,
        min(days) filter (direction = 'in') as days_since_in,
        min(first_at) as first_at,
        max(last_at) as last_at
    from turned
    group by owner_id, person_id
),
writing as (
    select o.owner_id, a.person_id, max(a.last_at) as last_at
    from activity a join owner o using (network_id) join cut c on a.week < c.day
    group by o.owner_id, a.person_id
),
capped as (
    select summed.*, least(1100, greatest(0,
            epoch((select day from cut)::timestamp - coalesce(w.last_at, timestamp '1000-01-01')) / 86400)) as days_quiet,
        least(e_out, 4 * e_in + .25) as sent_decayed,
        least(e_in, 4 * e_out + .25) as received_decayed,
        n_sent > 0 and n_received > 0 as is_two_way,
        epoch((select day from cut)::timestamp - summed.first_at) / 86400 as days_known
    from summed left join writing w using (owner_id, person_id)
),
-- Mail that goes on without an answer may raise a tie by a little, however much it is: from 100 messages on, tie_raw
-- stays below 1.15 of what it is when one message stands for the unanswered ones.
held as (
    select *,
        strength(s_out, s_in, a_out, a_in, case when is_two_way then active_weeks else 1 end, days_since) as full_raw,
        1.15 * greatest(1, 100 / greatest(n_open, 1)) * strength(s_out, s_in - s_open + least(s_open, 1), a_out, a_in - a_open + least(a_open, 1),
            case when is_two_way then least(active_weeks, weeks_held + case when days_open is null then 0 else 1 end) else 1 end,
            least(coalesce(days_held, days_open), coalesce(days_open, days_held))) as held_raw
    from capped
),
logs as (
    select *,
        ln(1 + 10 * e_out) as so, ln(1 + 10 * e_in) as si,
        sqrt(ln(1 + 10 * e_out) * ln(1 + 10 * e_in)) as geo,
        sqrt(ln(1 + a_out) * ln(1 + a_in)) as geoa,
        ln(1 + least(1100, days_since)) as rec,
        ln(1 + least(1100, coalesce(days_since_out, 1100))) as rec_out,
        ln(1 + least(1100, coalesce(days_since_in, 1100))) as rec_in,
        ln(1 + weeks_recent) as weeks, ln(1 + weeks_addressed) as aweeks,
        ln(1 + n_turns) as turns, ln(1 + days_known) as age0
    from held
)
select owner_id, person_id, n_sent, n_received, is_two_way, active_weeks, days_since, days_known, first_at, last_at,
    e_out, e_in, a_out, a_in, sent_decayed, received_decayed,
    s_out, s_in, full_raw, least(full_raw, held_raw) as tie_raw,
    so, si, geo, geoa, rec, rec_out, rec_in, weeks, aweeks, turns, age0,
    param('touch_constant') + param('touch_geo') * geo + param('touch_geoa') * geoa + param('touch_rec') * rec
        + param('touch_rec_out') * rec_out + param('touch_rec_in') * rec_in + param('touch_weeks') * weeks
        + param('touch_aweeks') * aweeks + param('touch_turns') * turns + param('touch_age0') * age0
        + param('touch_so') * so + param('touch_si') * si as touch_logit,
    days_quiet, n_open,
    answer_logit(a_in, e_in, days_known, days_quiet) as answer_logit
from logs;
comment on macro table tie_features is
    'What mail before p_as_of (default: this file''s date) says about each owner and person: decayed sums, tie_raw, and the features and logits of keeps_in_touch and answers before their intercepts.';

create macro shown(p_raw, p_two_way, p_floor) as
    case
        when p_two_way then .1 + .9 * p_raw / (p_raw + param('q_mail'))
        else greatest(coalesce(.1 * p_raw / (p_raw + param('q_mail')), 0), p_floor)
    end;
comment on macro shown is 'tie from tie_raw: two-way ties in [.1, 1), one-way ones and cards in (0, .1).';
