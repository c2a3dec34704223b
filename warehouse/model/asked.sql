-- What asks.csv says of each contact: when last asked, how it ended, how tired they are. A draft asks nobody; a
-- refusal, or a third ask within a year, rests them whole; silence rests them twice as long as an answer, and whoever helped is half as
-- tired.

create temp table asked as
with counted as (
    select o.owner_id, a.person_id, a."at", coalesce(a.target, '') as target, fold(a.status) as status
    from ask a join owner o on coalesce(a.owner_id, o.owner_id) = o.owner_id
    where fold(a.status) is distinct from 'drafted'
),
summed as (
    select owner_id, person_id,
        -- an answer or thanks is no new ask
        coalesce(max("at") filter (status is null or status not in ('yes', 'no', 'refused', 'silent', 'met', 'introduced', 'thanked')),
            min("at")) as asked_at,
        -- of one moment the later stage
        arg_max(coalesce(status, ''), ("at", coalesce(list_position(
            ['sent', 'silent', 'no', 'refused', 'yes', 'met', 'introduced', 'thanked'], status), 0))) as status,
        count(distinct target) filter ("at" > known_until() - interval 365 day) as n_year
    from counted group by owner_id, person_id
)
select owner_id, person_id, asked_at, status, n_year,
    case when status in ('no', 'refused') or n_year >= 3 then 1
        else case when status in ('yes', 'met', 'introduced', 'thanked') then .5 else 1 end * pow(2, -greatest(epoch(known_until() - asked_at) / 86400, 0)
            / case status when 'silent' then 180 else 90 end) end as fatigue
from summed;
