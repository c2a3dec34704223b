-- Lists beside the ask list, each with its reason. None of them is a path unless it says so.

create macro affinity_with(p_person := null, p_owner := null, p_limit := 20) as table
with me as (
    select owner_id, network_id, person_id as me_id, coalesce(current_id(p_person), person_id) as to_id
    from owner where owner_id = coalesce(p_owner, default_owner())
),
facet as (
    select person_id, facet, value, shown from person_facet where network_id = (select network_id from me)
    union all
    select person_id, 'city', city_key, city from person
    where network_id = (select network_id from me) and city_key is not null
),
shared as (
    select b.person_id, b.facet, b.shown, row_number() over (partition by b.person_id, b.facet order by b.value) as nth,
        case b.facet when 'family' then 3 when 'organisation' then 2 when 'label' then 2 else 1 end as weight
    from facet a join facet b using (facet, value)
    where a.person_id = (select to_id from me)
),
-- small groups that both were written to (evidence keeps the latest three places of a pair)
together as (
    select case when e.person_a = me.to_id then e.person_b else e.person_a end as person_id, count(*) as n
    from evidence e, me
    where e.kind = 'together' and (e.person_a = me.to_id or e.person_b = me.to_id) group by all
),
reason as (
    select person_id, weight, case facet when 'organisation' then 'both at ' || shown
        when 'family' then 'same family name and city (' || shown || ')'
        when 'city' then 'both in ' || shown else 'both labelled ' || shown end as words
    from shared where nth <= 3
    union all
    select person_id, 1, 'both on small mails of others, ' || times(n) || case when n > 2 then ' or more' else '' end from together
)
select p.person_id, p.display_name as name, p.title, p.organisation, p.city, c.reach_via,
    string_agg(r.words, '; ' order by r.weight desc, r.words) as reason, sum(r.weight)::double as affinity, t.tie
from reason r join person p using (person_id)
left join tie t on t.owner_id = (select owner_id from me) and t.person_id = r.person_id
left join contact c on c.owner_id = t.owner_id and c.person_id = r.person_id
where r.person_id <> (select to_id from me) and r.person_id is distinct from (select me_id from me)
    -- with nobody named these are people apart from ties: no mail both ways
    and (p_person is not null or coalesce(least(t.n_sent, t.n_received), 0) = 0)
group by all
order by affinity desc, t.tie desc nulls last, p.person_id
limit p_limit;
comment on macro table affinity_with is
    'People who share something with a person (default: the owner, ties left out): employer or school now or earlier, family name and city, label, small mails, city. A reason to write, never a path.';

create macro bridges(p_owner := null, p_limit := 20) as table
with me as (select owner_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())),
mine as (select person_id, tie from tie where owner_id = (select owner_id from me)),
edge as materialized (
    select from_id, to_id, strength, strength / sum(strength) over (partition by from_id) as part
    from hop where to_id is distinct from (select me_id from me) and from_id is distinct from (select me_id from me)
    qualify row_number() over (partition by from_id order by link desc, to_id) <= 150
),
ego as (select e.* from edge e join mine on mine.person_id = e.from_id where e.strength > 0),
inner_tie as (
    select a.from_id as person_id, b.to_id as other_id, sum(a.part * b.part) as indirect, count(*) as n
    from ego a join edge b on b.from_id = a.to_id
    join ego c on c.from_id = a.from_id and c.to_id = b.to_id
    group by all
),
burt as (
    select e.from_id as person_id, count(*) as n_known,
        count(*) - sum(coalesce(i.n, 0)) / count(*) as effective_size,
        sum(pow(e.part + coalesce(i.indirect, 0), 2)) as "constraint",
        count(distinct k.circle_id) as n_circles,
        count(distinct k.circle_id) filter (not k.has_mine) as n_circles_new
    from ego e left join inner_tie i on i.person_id = e.from_id and i.other_id = e.to_id
    left join (
        select c.person_id, c.circle_id, bool_or(m.person_id is not null) over (partition by c.circle_id) as has_mine
        from circle c left join mine m on m.person_id = c.person_id
    ) k on k.person_id = e.to_id
    group by e.from_id
)
select b.person_id, p.display_name as name, c.reach_via, b.n_known, b.effective_size, b."constraint",
    b.n_circles, b.n_circles_new, c.n_new, m.tie, t.answers
from burt b join person p using (person_id) join mine m using (person_id)
join contact c on c.owner_id = (select owner_id from me) and c.person_id = b.person_id
join tie t on t.owner_id = c.owner_id and t.person_id = b.person_id
where b.n_known > 1
order by b.effective_size desc, b."constraint", b.person_id
limit p_limit;
comment on macro table bridges is
    'Contacts who connect groups: effective size n - 2t/n (Burt 1992, in Borgatti''s form) and constraint sum (p_ij + sum p_iq p_qj)^2 over the people they know, the owner left out; circles among them, and circles where the owner knows nobody.';

create macro shortlist(p_role := null, p_owner := null, p_limit := 20) as table
with me as (select owner_id, network_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())),
doing as (
    select r.*, p.display_name as name, p.city, p.organisation,
        coalesce((select min(company_key) from affiliation a where a.person_id = r.person_id and a.is_current), r.person_id) as company_key
    from role_people(p_role := p_role, p_network := (select network_id from me)) r join person p using (person_id)
    where r.is_current and r.person_id is distinct from (select me_id from me)
),
direct as (
    select person_id, tie as strength from tie where owner_id = (select owner_id from me) and (n_sent > 0 or is_curated)
),
via as (
    select h.to_id as person_id, max_by(t.person_id, (t.tie * h.strength, t.person_id)) as via_id, max(t.tie * h.strength) as strength
    from tie t join hop h on h.from_id = t.person_id
    where t.owner_id = (select owner_id from me) and h.to_id in (select person_id from doing) and t.n_sent > 0
    group by h.to_id
),
found as (
    select d.*, case when x.person_id is not null then 'direct' else 'via' end as way,
        case when x.person_id is null then v.via_id end as via_id, coalesce(x.strength, v.strength) as path_strength,
        coalesce(x.person_id, v.via_id) as ask_id
    from doing d left join direct x using (person_id) left join via v using (person_id)
    where coalesce(x.strength, v.strength) is not null
),
few as (
    select f.*, c.reach_via from found f
    join contact c on c.owner_id = (select owner_id from me) and c.person_id = f.ask_id
    left join contact own on own.owner_id = c.owner_id and own.person_id = f.person_id
    where own.asked_at is null
    qualify row_number() over (partition by f.company_key order by f.relevance desc, f.path_strength desc, f.person_id) <= 3
),
turn as (
    select *, row_number() over (partition by coalesce(seniority, '') order by relevance desc, path_strength desc, person_id) as round from few
)
select row_number() over (order by t.round, t.relevance desc, t.path_strength desc, t.person_id) as rank,
    t.person_id, t.name, t.title, t.organisation, t.city, t.seniority, t.way, t.via_id, v.display_name as via_name,
    t.reach_via, t.relevance, t.path_strength,
    coalesce(tie.tie, 0) as tie
from turn t left join person v on v.person_id = t.via_id
left join tie on tie.owner_id = (select owner_id from me) and tie.person_id = t.person_id
order by rank
limit p_limit;
comment on macro table shortlist is
    'For informational interviews: people who hold a role now, direct or over one contact (reach_via is whom to write to), at most three for a company, ranks (seniority) by turns, nobody who was asked before.';

create macro plan(p_asks := 5, p_owner := null) as table
with recursive me as (select owner_id from owner where owner_id = coalesce(p_owner, default_owner())),
choice as materialized (
    select l.target_id, l.person_id,
        max(coalesce(l.answers, l.tie, 0) * case when l.tie > 0 then l.path_strength / l.tie else 0 end
            * l.relevance * (1 - coalesce(l.fatigue, 0))) as p
    from ask_list l join me using (owner_id)
    where l.target_id <> '' and l.path_strength is not null
        -- whoever was asked within the cool-down, refused or was asked often is left in peace
        and coalesce(l.fatigue, 0) < .5
    group by all
),
state as (
    select 0 as nth, target_id, 1.0::double as remaining, []::varchar[] as chosen, ''::varchar as person_id,
        0.0::double as gain, false as is_meant
    from (select distinct target_id from choice where p > 0)
    union all
    select s.nth + 1, s.target_id, s.remaining * (1 - coalesce(m.p, 0)), list_append(s.chosen, b.person_id), b.person_id,
        b.gain, m.p is not null
    from state s
    join (
        -- a person is asked about the three targets where it helps most
        select person_id, sum(opens) as gain, list(target_id) as targets from (
            select c.person_id, c.target_id, s.remaining * c.p as opens from state s join choice c using (target_id)
            where not list_contains(s.chosen, c.person_id) and c.p > 0
            qualify row_number() over (partition by c.person_id order by opens desc, c.target_id) <= 3
        ) group by person_id order by gain desc, person_id limit 1
    ) b on true
    left join choice m on m.person_id = b.person_id and m.target_id = s.target_id and list_contains(b.targets, s.target_id)
    where s.nth < p_asks
)
select s.nth as rank, s.person_id, p.display_name as name, c.reach_via,
    list(s.target_id order by s.target_id) filter (s.is_meant) as targets, any_value(s.gain) as gain,
    sum(1 - s.remaining) as opened, count(*) as n_targets, t.tie, t.answers, c.fatigue
from state s join person p using (person_id)
join contact c on c.owner_id = (select owner_id from me) and c.person_id = s.person_id
join tie t on t.owner_id = c.owner_id and t.person_id = s.person_id
where s.nth > 0
group by all
order by s.nth;
comment on macro table plan is
    'The p_asks people who together open most targets of targets.csv: greedy maximum of sum over targets of 1 - prod(1 - p), within 1 - 1/e of the best; p = answers * strength of the further hops * relevance * (1 - fatigue); each person asked once, about three targets at most.';

create macro contact_pool(p_owner := null) as table
with me as (select owner_id, network_id, person_id as me_id from owner where owner_id = coalesce(p_owner, default_owner())),
one as (select person_id from tie where owner_id = (select owner_id from me)),
-- who is known to how many contacts
seen as (
    select h.to_id as person_id, count(*) as n from hop h join one on one.person_id = h.from_id
    where h.to_id is distinct from (select me_id from me) group by h.to_id
),
two as (select person_id from seen anti join one using (person_id)),
three as (
    select distinct h.to_id as person_id from hop h join two on two.person_id = h.from_id
    where h.to_id is distinct from (select me_id from me)
        and h.to_id not in (select person_id from one) and h.to_id not in (select person_id from two)
),
figure as (
    select (select count(*) from one) as n1, (select count(*) from two) as n2, (select count(*) from three) as n3,
        count(*) filter (n = 1) as q1, count(*) filter (n = 2) as q2, count(*) as observed,
        (select count(distinct h.from_id) from hop h join one on one.person_id = h.from_id) as samples
    from seen
)
select u.* from figure f, lateral (select unnest([
    {hops: 1, n_observed: f.n1, estimate: null::double, ceiling: 200, note: 'people you have a tie to, as your files show'},
    {hops: 2, n_observed: f.n2,
        estimate: f.n2 + case when f.samples > 0 then (f.samples - 1) / f.samples * f.q1 * (f.q1 - 1) / (2.0 * (f.q2 + 1)) else 0 end,
        ceiling: 40000, note: 'people your contacts are seen to know; estimate: Chao2 lower bound with those never seen, q1 = '
            || f.q1 || ' known to one contact, q2 = ' || f.q2 || ' to two, of ' || f.samples || ' contacts'},
    {hops: 3, n_observed: f.n3, estimate: null, ceiling: 8000000,
        note: 'ceiling 200 x 200 x 200 supposes that nobody knows anybody in common, which is never so; long chains seldom complete'}
], recursive := true)) u
order by u.hops;
comment on macro table contact_pool is
    'People within one, two and three hops: seen in the files, estimated with the unseen (bias-corrected Chao2, contacts as samples), and the ceiling without overlap, which is never reached.';

create macro wilson(p_yes, p_n, p_sign) as
    case when p_n > 0 then greatest(0, least(1,
        (p_yes / p_n + 1.9208 / p_n + p_sign * 1.96 * sqrt((p_yes / p_n * (1 - p_yes / p_n) + .9604 / p_n) / p_n)) / (1 + 3.8416 / p_n))) end;
comment on macro wilson is 'End of the 95 % interval of Wilson (1927) for p_yes of p_n: p_sign -1 the lower, 1 the upper one.';

create macro conversion(p_owner := null) as table
with asked as (
    select a.person_id, coalesce(a.target, '') as target, bool_or(a.kind in ('yes', 'no', 'met', 'introduced', 'thanked')) as is_answered,
        bool_or(a.kind in ('yes', 'met', 'introduced', 'thanked')) as is_yes,
        bool_or(a.kind in ('introduced', 'thanked')) as is_introduced
    from (select *, fold(status) as kind from ask) a
    where coalesce(a.owner_id, coalesce(p_owner, default_owner())) = coalesce(p_owner, default_owner()) and a.kind <> 'drafted'
    group by all
),
banded as (
    select a.*, case when t.tie is null then 4 when t.tie < .1 then 3 when t.tie < .4 then 2 when t.tie < .7 then 1 else 0 end as band
    from asked a left join tie t on t.owner_id = coalesce(p_owner, default_owner()) and t.person_id = a.person_id
),
summed as (
    select band, count(*) as n_asked, count(*) filter (is_answered) as n_answered, count(*) filter (is_yes) as n_yes,
        count(*) filter (is_introduced) as n_introduced
    from banded group by band
)
select ['strong (.7 to 1)', 'middle (.4 to .7)', 'weak (.1 to .4)', 'one-way or card (below .1)', 'no tie'][band + 1] as band,
    n_asked, n_answered, n_yes, n_introduced, n_yes / n_asked as share_yes,
    wilson(n_yes, n_asked, -1) as low, wilson(n_yes, n_asked, 1) as high
from summed order by summed.band;
comment on macro table conversion is
    'What came of the asks in asks.csv by the tie as it is now: asked, answered, said yes, introduced, and the share of yes with its 95 % interval (Wilson). One row of asks for each person and target; drafts do not count.';

create macro introductions_received(p_owner := null, p_limit := 1000) as table
select i."at", i.broker_id, b.display_name as broker, i.introduced_id, x.display_name as introduced, i.kind, i.n_recipients,
    i.first_at, i.first_out_at, i.first_in_at, coalesce(t.n_sent, 0) as n_sent, coalesce(t.n_received, 0) as n_received, t.tie,
    s.path as source, i.locator, f.path as answer_source, i.answer_locator, c.reach_via,
    exists (select 1 from ask a where a.person_id = i.broker_id and fold(a.status) = 'thanked' and a."at" >= i."at"
        and coalesce(a.owner_id, i.owner_id) = i.owner_id) as is_thanked
from introduction i join person b on b.person_id = i.broker_id join person x on x.person_id = i.introduced_id
left join tie t on t.owner_id = i.owner_id and t.person_id = i.introduced_id
left join contact c on c.owner_id = i.owner_id and c.person_id = i.broker_id
left join source s on s.source_id = i.source_id left join source f on f.source_id = i.answer_source_id
where i.owner_id = coalesce(p_owner, default_owner())
order by i."at" desc, i.introduced_id
limit p_limit;
comment on macro table introductions_received is
    'Who introduced whom to an owner, the latest first, with the places of the mail that did it and of the first mail between the two: whom to thank, and whom to ask again.';
