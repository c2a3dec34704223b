-- Whom a target means. Several conditions together mean people who meet all of them.

create macro goal_people(p_company := null, p_person := null, p_role := null, p_city := null, p_network := null, p_industry := null) as table
with meant as (
    select company_key, 'company' as condition from company_keys(p_company := p_company) where p_company is not null
    union all
    select company_key, 'industry' from industry_keys(p_industry := p_industry) where p_industry is not null
),
employed as (
    select a.person_id, m.condition, company_relevance(a.basis, a.is_current) as relevance, a.company_key, a.title,
        coalesce(a.title || ' at ', 'at ') || a.organisation || case when a.is_current then '' else ' (earlier)' end as reason
    from affiliation a join meant m using (company_key)
    where a.network_id = p_network
    -- several signs of one employer: the best
    qualify row_number() over (partition by a.person_id, m.condition
        order by relevance desc, a.title is null, a.company_key, a.basis) = 1
),
met as (
    select * from employed
    union all
    select person_id, 'role', relevance, null, title,
        title || case when tier > 1 then ' (similar)' else '' end || case when is_current then '' else ' (earlier)' end
    from role_people(p_role := p_role, p_network := p_network)
    union all
    select person_id, 'city', 1, null, null, 'in ' || city from person
    where network_id = p_network and city_key = nullif(fold(p_city), '')
    union all
    select person_id, 'person', 1, null, null, null from person
    where network_id = p_network and person_id = current_id(p_person)
)
select person_id, relevance, reason
from (select person_id, count(*) as n, min(relevance)::double as relevance,
    concat_ws(', ',
        max(reason) filter (condition = 'company'),
        case when max(company_key) filter (condition = 'company') is distinct from max(company_key) filter (condition = 'industry')
            then max(reason) filter (condition = 'industry') end,
        case when coalesce(max(title) filter (condition = 'company'), max(title) filter (condition = 'industry'))
                is distinct from max(title) filter (condition = 'role')
            then max(reason) filter (condition = 'role') end,
        max(reason) filter (condition = 'city')) as reason
    from met group by person_id)
where n = (p_company is not null)::integer + (p_person is not null)::integer + (p_role is not null)::integer
    + (p_city is not null)::integer + (p_industry is not null)::integer;
comment on macro table goal_people is
    'People of a network who meet every condition given (company, person id, job title, city, industry), by equality of keys, with relevance and reason.';

create macro goal_text(p_company := null, p_person := null, p_role := null, p_city := null, p_industry := null) as
    coalesce(
        (select display_name from person where person_id = current_id(p_person)),
        nullif(concat_ws(', ', p_role, coalesce(
            (select arg_min(name, (name = company_key, name_key)) from company_name
             where p_company is not null and (name_key in (squash(p_company), company_key(p_company)) or company_key = p_company)),
            p_company), p_industry, p_city), ''),
        '');
comment on macro goal_text is 'The target in words.';
