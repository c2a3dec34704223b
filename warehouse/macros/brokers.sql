-- What there is to say about each contact of an owner as a broker to one person, before any coefficient: the closed
-- form and the features of the choice model (docs/architecture.md, "Introductions").

create macro broker_features(p_person := null, p_owner := null) as table
with asker as materialized (
    select owner_id, person_id as me_id, network_id, is_alone,
        case when is_alone then param('epsilon_alone') else param('epsilon') end as epsilon,
        (select person_id from person where person_id = p_person) as target_id
    from owner where owner_id = coalesce(p_owner, default_owner())
),
-- each look-up meets the one row of the asker first, so that no table is hashed whole
known as (select h.* from hop h join asker a on h.to_id = a.target_id),
introduced as (
    select i.broker_id, coalesce(sum(i.weight) filter (i.person_id = a.me_id), 0) as me,
        coalesce(sum(i.weight) filter (i.person_id = a.target_id), 0) as them
    from introducing i join asker a on i.network_id = a.network_id and i.person_id in (a.me_id, a.target_id)
    group by i.broker_id
),
shown as (select s.* from seen_with s join asker a on s.owner_id = a.owner_id and s.person_id = a.target_id)
select t.person_id, a.is_alone, t.n_sent > 0 or t.is_curated as is_known,
    t.front, t.volume, t.sent_decayed, t.received_decayed, h.link, a.epsilon,
    coalesce(h.volume, 0) as volume_on, coalesce(h.together, 0) as together,
    ln(t.front + 1e-6) + ln(coalesce(h.link, 0) + a.epsilon) as base,
    coalesce(i.me, 0) as introduced_me, coalesce(i.them, 0) as introduced_them,
    coalesce(b.several_30, 0) as several_30, coalesce(b.several_7, 0) as several_7,
    coalesce(b.with_me_30, 0) as with_me_30,
    least(coalesce(epoch(as_of()::timestamp - b.last_wrote_at) / 86400, 1100), 1100) as days_quiet,
    least(coalesce(epoch(as_of()::timestamp - h.last_at) / 86400, 1100), 1100) as days_since_them,
    least(coalesce(epoch(as_of()::timestamp - t.last_at) / 86400, 1100), 1100) as days_since_me,
    coalesce(s.between, 0) as between, coalesce(s.near, 0) as near, coalesce(s.direct, 0) as direct, coalesce(s.seen, 0) as seen
from asker a join tie t on t.owner_id = a.owner_id and t.person_id <> a.target_id
left join known h on h.from_id = t.person_id
left join habit b on b.owner_id = t.owner_id and b.person_id = t.person_id
left join introduced i on i.broker_id = t.person_id
left join shown s on s.broker_id = t.person_id;
comment on macro table broker_features is
    'Every contact of an owner as a broker to one person: base (log of the closed form) and the features of the choice model.';

create macro seen_weight(p_name, p_value, p_unit) as param(p_name) * ln(least(p_value, 8) + p_unit);
comment on macro seen_weight is 'Coefficient times ln(count + unit), the count capped at 8: more mail than that says nothing more.';

create macro broker_factor(p_person := null, p_owner := null) as table
with judged as (
    select * replace (
        -- nothing is made of how somebody writes whom the owner never wrote to and has no card of
        case when is_known then introduced_me else 0 end as introduced_me,
        case when is_known then introduced_them else 0 end as introduced_them,
        case when is_known then with_me_30 else 0 end as with_me_30,
        case when is_known then between else 0 end as between,
        case when is_known then near else 0 end as near,
        case when is_known then seen else 0 end as seen,
        case when is_known then days_since_them else 1100 end as days_since_them,
        case when is_known then days_since_me else 1100 end as days_since_me)
    from broker_features(p_person := p_person, p_owner := p_owner)
)
select person_id,
    case when is_alone then param('alone_base') else param('pool_base') end as exponent,
    exp(case when is_alone then
        seen_weight('alone_introduced_me', introduced_me, .05) + seen_weight('alone_with_me', with_me_30, .05)
        + seen_weight('alone_between', between, .02) + seen_weight('alone_seen', seen, .02)
        + param('alone_days_since_me') * ln(1 + days_since_me)
    else
        seen_weight('pool_introduced_me', introduced_me, .05) + seen_weight('pool_introduced_them', introduced_them, .05)
        + seen_weight('pool_with_me', with_me_30, .05) + seen_weight('pool_between', between, .02)
        + seen_weight('pool_near', near, .02)
        + param('pool_days_since_them') * ln(1 + days_since_them) + param('pool_days_quiet') * ln(1 + days_quiet)
    end) as factor
from judged;
comment on macro table broker_factor is
    'The choice model of who introduces an owner to a person: score = closed form ^ exponent * factor. Coefficients: model_parameter, fitted by benchmarks/introductions.py.';
