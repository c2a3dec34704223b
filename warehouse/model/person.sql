-- People: the golden record of every person_id, and the names under which they are found.

insert into person
with ranked as (
    select pr.person_id, r.*,
        -- whom a name is taken from: the owner's own word, then what somebody wrote down, then those written to
        case when r.kind = 'owner' then 0 when r.is_curated then 1 when r.is_two_way then 2 else 3 end as trust
    from record r join person_record pr using (record_id)
),
grouped as (
    select person_id, any_value(network_id) as network_id, count(*) as n_records, bool_or(is_curated) as is_curated,
        min(first_seen) as first_seen, max(last_seen) as last_seen
    from ranked group by person_id
),
-- What an owner calls themselves here may be one word: a fuller name that contains it says more.
declared as (
    select person_id, min(fold(display_name)) as word from ranked
    where kind = 'owner' and fold(display_name) <> '' and position(' ' in fold(display_name)) = 0 group by person_id
),
named as (
    select person_id, display_name, family from ranked left join declared using (person_id)
    where coalesce(trim(display_name), '') <> ''
    qualify row_number() over (partition by person_id order by
        (list_contains(string_split(fold(display_name), ' '), word) and fold(display_name) <> word) is not true
            and word is not null,
        trust, position('@' in display_name) > 0, last_seen desc nulls last, length(display_name) desc, record_id) = 1
),
families as (
    select person_id, family from ranked where fold(family) <> ''
    qualify row_number() over (partition by person_id order by trust, last_seen desc nulls last, record_id) = 1
),
addressed as (
    select person_id, coalesce(emails[1], phones[1], profiles[1]) as address from ranked
    where coalesce(emails[1], phones[1], profiles[1]) is not null
    qualify row_number() over (partition by person_id order by trust, record_id) = 1
),
employed as (
    select person_id, organisation, title from ranked
    where coalesce(organisation, title) is not null
    qualify row_number() over (partition by person_id order by
        trust, organisation is null, coalesce(last_seen, connected_on::timestamp) desc nulls last,
        kind <> 'linkedin_connections', title is null, record_id) = 1
),
placed as (
    select person_id, city, country from ranked
    where coalesce(city, country) is not null
    qualify row_number() over (partition by person_id order by
        trust, city is null, last_seen desc nulls last, country is null, record_id) = 1
)
select g.person_id, g.network_id, coalesce(n.display_name, a.address, g.person_id),
    e.organisation, e.title, t.title_key, p.city, nullif(fold(p.city), ''), p.country, nullif(fold(f.family), ''),
    g.n_records, g.is_curated, g.first_seen, g.last_seen
from grouped g
left join named n using (person_id) left join addressed a using (person_id) left join families f using (person_id)
left join employed e using (person_id) left join placed p using (person_id)
left join title_map t on t.title = e.title
order by g.person_id;

insert into person_name
with spelling as (
    select pr.person_id, r.network_id, r.display_name as name from record r join person_record pr using (record_id)
    union all
    select pr.person_id, r.network_id, concat_ws(' ', r.given, r.family)
    from record r join person_record pr using (record_id)
    union all
    select pr.person_id, r.network_id, unnest(list_transform(r.names, lambda spelt: spelt.name))
    from record r join person_record pr using (record_id)
    -- a display name in a header is only a claim, unless an owner wrote to the address
    where r.is_curated or r.is_two_way
)
select distinct person_id, network_id, name_key(name) from spelling
where name_key(name) <> ''
order by all;

insert into identifier
with held as (
    select pr.person_id, r.network_id, r.record_id, 'mail' as kind, unnest(r.emails) as value
    from record r join person_record pr using (record_id)
    union all
    select pr.person_id, r.network_id, r.record_id, 'phone', unnest(r.phones)
    from record r join person_record pr using (record_id)
    union all
    select pr.person_id, r.network_id, r.record_id, 'profile', unnest(r.profiles)
    from record r join person_record pr using (record_id)
)
select h.person_id, any_value(h.network_id), h.kind, h.value, coalesce(any_value(s.strength), 'strong'),
    count(distinct h.record_id)
from held h left join identifier_strength s
    on s.network_id = h.network_id and s.kind = h.kind and s.value = h.value
where h.value <> ''
group by h.person_id, h.kind, h.value
order by h.person_id, h.kind, h.value;
