-- Whom a target means. Several conditions together mean people who meet all of them.

create macro goal_people(p_company := null, p_person := null, p_role := null, p_city := null, p_network := null) as table
with employed as (
    select a.person_id, a.title_key,
        case when not a.is_current then .5 when a.basis = 'domain' then .8 else 1 end as relevance,
        coalesce(a.title || ' at ', 'at ') || a.organisation || case when a.is_current then '' else ' (earlier)' end as reason
    from affiliation a
    where p_company is not null and a.network_id = p_network and a.company_key in (
        select company_key from company_name
        where name_key in (squash(p_company), company_key(p_company)) or company_key = p_company)
    -- several signs of one employer: the best
    qualify row_number() over (partition by a.person_id order by relevance desc, a.title is null, a.company_key) = 1
),
titled as (
    select person_id, 1 as relevance, title as reason from person
    where p_role is not null and network_id = p_network and title_key in (
        select title_key from role_name where name_key in (fold(p_role), name_key(p_role)))
)
select p.person_id,
    least(coalesce(e.relevance, 1), coalesce(t.relevance, 1))::double as relevance,
    concat_ws(', ',
        case when p_company is not null then e.reason end,
        case when p_role is not null and not (p_company is not null and e.title_key is not distinct from p.title_key) then t.reason end,
        case when p_city is not null then 'in ' || p.city end) as reason
from person p left join employed e using (person_id) left join titled t using (person_id)
where p.network_id = p_network
    and coalesce(p_company, p_person, p_role, p_city) is not null
    and (p_company is null or e.person_id is not null)
    and (p_person is null or p.person_id = current_id(p_person))
    and (p_role is null or t.person_id is not null)
    and (p_city is null or p.city_key = nullif(fold(p_city), ''));
comment on macro table goal_people is
    'People of a network who meet every condition given (company, person id, job title, city), by equality of keys, with relevance and reason.';

create macro goal_text(p_company := null, p_person := null, p_role := null, p_city := null) as
    coalesce(
        (select display_name from person where person_id = current_id(p_person)),
        nullif(concat_ws(', ', p_role, coalesce(
            (select arg_min(name, (name = company_key, name_key)) from company_name
             where p_company is not null and (name_key in (squash(p_company), company_key(p_company)) or company_key = p_company)),
            p_company), p_city), ''),
        '');
comment on macro goal_text is 'The target in words.';
