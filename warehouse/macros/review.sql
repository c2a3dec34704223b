-- What an answer would change.

create macro in_lists(p_person := null) as table
select owner_id, target_id, min(rank) filter (hop = 1) as asked_rank, min(rank) filter (hop > 1) as route_rank
from (
    select owner_id, target_id, rank, unnest(route).person_id as person_id, generate_subscripts(route, 1) as hop
    from ask_list
)
where person_id = current_id(p_person)
group by owner_id, target_id
order by owner_id, target_id;
comment on macro table in_lists is
    'The ask lists that a person is in: the best rank as the one to ask, and the best rank of a route over them.';

create macro ties_if_same(p_a := null, p_b := null) as table
with weekly as (
    select owner_id, direction, week, sum(n) as n, sum(weight) as weight, max(last_at) as last_at
    from interaction where person_id in (current_id(p_a), current_id(p_b))
    group by owner_id, direction, week
),
-- as tie_features has it for one person
summed as (
    select owner_id,
        coalesce(sum(weight * pow(2, -(date_diff('day', week, as_of()) - 7) / 180.0)) filter (direction = 'out'), 0) as e_out,
        coalesce(sum(weight * pow(2, -(date_diff('day', week, as_of()) - 7) / 180.0)) filter (direction = 'in'), 0) as e_in,
        count(*) filter (direction = 'out') > 0 and count(*) filter (direction = 'in') > 0 as is_two_way,
        count(distinct week) as weeks,
        greatest(0, epoch(as_of()::timestamp - max(last_at)) / 86400) as days
    from weekly group by owner_id
),
raw as (
    select owner_id, is_two_way,
        sqrt((least(e_out, 4 * e_in + .25) + .02) * (least(e_in, 4 * e_out + .25) + .02))
            * sqrt(case when is_two_way then weeks else 1 end) * pow(2, -days / 365) as tie_raw
    from summed
),
known as (
    select owner_id, max(tie) filter (person_id = current_id(p_a)) as tie_a,
        max(tie) filter (person_id = current_id(p_b)) as tie_b, max(presence) as presence
    from tie where person_id in (current_id(p_a), current_id(p_b)) group by owner_id
)
select owner_id, tie_a, tie_b, shown(tie_raw, coalesce(is_two_way, false), presence) as tie_same
from known left join raw using (owner_id)
order by owner_id;
comment on macro table ties_if_same is
    'Each owner''s tie to two people, and about what it would be if they were one (a message that addresses both would then count once).';
