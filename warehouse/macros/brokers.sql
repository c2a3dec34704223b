-- What there is to say about each contact of an owner as a broker to one person, before any coefficient: the closed
-- form and the features of the choice model (docs/architecture.md, "Introductions").

create macro days_since(p_at, p_trust) as
    pow(1 + least(coalesce(epoch(as_of()::timestamp - p_at) / 86400, 1100), 1100), p_trust) * pow(1101, 1 - p_trust) - 1;
comment on macro days_since is
    'Days from a time to as_of, 1100 at most and where there is none; the less trust in it (contact.trust), the nearer to 1100, evenly on a log scale.';

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
select t.person_id, a.is_alone, c.trust, t.front, t.volume, t.sent_decayed, t.received_decayed, h.link, a.epsilon,
    coalesce(h.volume, 0) as volume_on, coalesce(h.together, 0) as together,
    ln(t.front + 1e-6) + ln(coalesce(h.link, 0) + a.epsilon) as base,
    c.trust * coalesce(i.me, 0) as introduced_me, c.trust * coalesce(i.them, 0) as introduced_them,
    c.trust * coalesce(b.several_30, 0) as several_30, c.trust * coalesce(b.several_7, 0) as several_7,
    c.trust * coalesce(b.with_me_30, 0) as with_me_30,
    days_since(b.last_wrote_at, c.trust) as days_quiet,
    days_since(h.last_at, c.trust) as days_since_them,
    days_since(t.last_at, c.trust) as days_since_me,
    c.trust * coalesce(s.between, 0) as between, c.trust * coalesce(s.near, 0) as near,
    c.trust * coalesce(s.direct, 0) as direct, c.trust * coalesce(s.seen, 0) as seen
from asker a join tie t on t.owner_id = a.owner_id and t.person_id is distinct from a.target_id
join contact c on c.owner_id = t.owner_id and c.person_id = t.person_id
left join known h on h.from_id = t.person_id and (c.trust = 1 or h.n_in > 0 or h.kind <> 'header')
left join habit b on b.owner_id = t.owner_id and b.person_id = t.person_id
left join introduced i on i.broker_id = t.person_id
left join shown s on s.broker_id = t.person_id;
comment on macro table broker_features is
    'Every contact of an owner as a broker to one person, or (without p_person) to whoever it may be: base (log of the closed form) and the features of the choice model, weighed by contact.trust.';

create macro seen_weight(p_name, p_value, p_unit) as param(p_name) * ln(least(p_value, 8) + p_unit);
comment on macro seen_weight is 'Coefficient times ln(count + unit), the count capped at 8: more mail than that says nothing more.';

create macro broker_factor(p_person := null, p_owner := null) as table
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
from broker_features(p_person := p_person, p_owner := p_owner);
comment on macro table broker_factor is
    'The choice model of who introduces an owner to a person, or to anybody: score = closed form ^ exponent * factor. Coefficients: model_parameter, fitted by benchmarks/introductions.py.';
