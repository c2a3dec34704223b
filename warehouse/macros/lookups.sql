-- Smaller questions, each a macro of its own.

create macro who_at(p_company := null, p_owner := null) as table
select a.company_key, a.organisation, p.person_id, p.display_name as name, a.title, a.is_current, a.basis, a.match,
    a.from_date, a.to_date, t.tie, t.answers, chance(o.owner_id, 'answers', t.answers) as answers_in_words, t.last_at, c.reach_via
from (select owner_id, person_id, network_id from owner where owner_id = coalesce(p_owner, default_owner())) o
join company_people(p_company := p_company, p_network := (select network_id from owner where owner_id = coalesce(p_owner, default_owner()))) a on true
join person p on p.person_id = a.person_id
left join tie t on t.owner_id = o.owner_id and t.person_id = a.person_id
left join contact c on c.owner_id = o.owner_id and c.person_id = a.person_id
where a.person_id is distinct from o.person_id
order by a.is_current desc, t.tie desc nulls last, a.basis desc, p.person_id, a.company_key;
comment on macro table who_at is
    'People at a company, by equality of company keys: current first, strongest tie first, with the tier of the match (exact, alias, domain, past); tie is null where the owner has none.';

create macro who_can_introduce(p_person := null, p_owner := null, p_limit := 20) as table
select * from who_to_ask(p_person := p_person, p_owner := p_owner, p_limit := p_limit)
where hops > 1 and path_strength is not null
order by rank;
comment on macro table who_can_introduce is 'Brokers with a known path to a person (person_id).';

create macro paths_to(p_person := null, p_owner := null, p_limit := 20) as table
with routes as (
    select rank, score, path_strength, unnest(route) as step, generate_subscripts(route, 1) as hop
    from (
        -- contacts without a path stand between routes: look further than is shown, and number what is
        select * exclude (rank), row_number() over (order by rank) as rank
        from who_to_ask(p_person := p_person, p_owner := p_owner, p_limit := p_limit + 500)
        where path_strength is not null
    ) where rank <= p_limit
),
stepped as (
    select r.*, coalesce(lag(step.person_id) over (partition by rank order by hop), o.person_id) as before_id
    from routes r join owner o on o.owner_id = coalesce(p_owner, default_owner())
)
select s.rank, s.hop, s.step.person_id as person_id, s.step.name as name, s.step.hop_kind as hop_kind,
    case when s.hop = 1 then t.tie else h.strength end as strength,
    case when s.hop = 1 then t.n_sent else h.n_out end as n_out,
    case when s.hop = 1 then t.n_received else h.n_in end as n_in,
    case when s.hop = 1 then 0 else h.n_together end as n_together,
    s.path_strength, s.score
from stepped s
left join tie t on s.hop = 1 and t.owner_id = coalesce(p_owner, default_owner()) and t.person_id = s.step.person_id
left join hop h on s.hop > 1 and h.from_id = s.before_id and h.to_id = s.step.person_id
order by s.rank, s.hop;
comment on macro table paths_to is 'The routes to a person, best first and numbered without gaps, one row a hop, with what each hop rests on.';

create macro dormant(p_owner := null, p_days := 180, p_limit := 20) as table
select t.person_id, p.display_name as name, c.reach_via, t.tie, t.peak_tie, t.peak_year,
    date_diff('day', t.last_at, as_of()::timestamp) as days_silent, t.active_weeks, t.n_sent, t.n_received, c.n_new,
    t.tie_raw * pow(2, date_diff('day', t.last_at, as_of()::timestamp) / 365.0) * ln(1 + c.n_new) as score
from tie t join contact c using (owner_id, person_id) join person p on p.person_id = t.person_id
where t.owner_id = coalesce(p_owner, default_owner())
    and t.n_sent > 0 and t.n_received > 0 and t.active_weeks >= 3
    and t.last_at < as_of()::timestamp - to_days(p_days::integer)
order by score desc, t.peak_tie desc, t.person_id
limit p_limit;
comment on macro table dormant is
    'Strong ties gone silent: mail both ways in three weeks or more, none for p_days; by strength without recency times ln(1 + people they know that the owner does not).';

create macro person_search(p_text := null, p_owner := null) as table
with me as (select network_id from owner where owner_id = coalesce(p_owner, default_owner())),
found as (
    select person_id, 1 as tier from person where person_id = current_id(p_text)
    union all
    select person_id, 2 from identifier
    where value = lower(trim(p_text)) or (kind = 'profile' and value = regexp_replace(lower(trim(p_text)), '^https?://(www\.)?|/+$', '', 'g'))
        or (kind = 'phone' and value = regexp_replace(p_text, '[^0-9+]', '', 'g'))
    union all
    select person_id, 3 from person_name where name_key = name_key(p_text)
    union all
    -- every word of the text is a word of the name
    select person_id, 4 from person_name
    where fold(p_text) <> ''
        and list_has_all(string_split(name_key, ' '), string_split(fold(p_text), ' '))
)
select p.person_id, p.display_name as name, p.organisation, p.title, p.city, p.n_records, min(f.tier) as tier,
    (select arg_min(i.value, (i.kind <> 'mail', i.value)) from identifier i where i.person_id = p.person_id) as address
from found f join person p using (person_id)
where p.network_id = (select network_id from me)
group by all
order by tier, p.n_records desc, p.person_id;
comment on macro table person_search is
    'People that a text may mean, best match first: tier 1 id, 2 address, number or profile, 3 full name, 4 some words of the name.';

create macro lineage(p_person := null) as table
select r.record_id, r.kind, r.owner_id, r.display_name, s.path, rs.locator, s.imported_at, s.missing_since
from person_record pr join record r using (record_id)
left join record_source rs using (record_id) left join source s using (source_id)
where pr.person_id = current_id(p_person)
order by r.record_id, s.path, rs.locator;
comment on macro table lineage is 'Every place in the sources that a person comes from.';
