-- Whom a target means. Several conditions together mean people who meet all of them.

create macro goal_people(p_company := null, p_person := null, p_role := null, p_city := null, p_network := null, p_industry := null) as table
with employed as (
    select *, coalesce(title || ' at ', 'at ') || organisation || case when is_current then '' else ' (earlier)' end as reason
    from company_people(p_company := p_company, p_network := p_network)
    where p_company is not null
    -- several signs of one employer: the best
    qualify row_number() over (partition by person_id order by relevance desc, title is null, company_key, basis) = 1
),
branch as (
    select *, coalesce(title || ' at ', 'at ') || organisation || case when is_current then '' else ' (earlier)' end as reason
    from industry_people(p_industry := p_industry, p_network := p_network)
    where p_industry is not null
    qualify row_number() over (partition by person_id order by relevance desc, title is null, company_key, basis) = 1
),
titled as (
    select *, title || case when tier > 1 then ' (similar)' else '' end || case when is_current then '' else ' (earlier)' end as reason
    from role_people(p_role := p_role, p_network := p_network)
)
select p.person_id,
    least(coalesce(e.relevance, 1), coalesce(t.relevance, 1), coalesce(b.relevance, 1))::double as relevance,
    concat_ws(', ',
        case when p_company is not null then e.reason end,
        case when p_industry is not null and (p_company is null or b.company_key <> e.company_key) then b.reason end,
        case when p_role is not null and coalesce(e.title, b.title) is distinct from t.title then t.reason end,
        case when p_city is not null then 'in ' || p.city end) as reason
from person p left join employed e using (person_id) left join titled t using (person_id)
    left join branch b using (person_id)
where p.network_id = p_network
    and coalesce(p_company, p_person, p_role, p_city, p_industry) is not null
    and (p_company is null or e.person_id is not null)
    and (p_industry is null or b.person_id is not null)
    and (p_person is null or p.person_id = current_id(p_person))
    and (p_role is null or t.person_id is not null)
    and (p_city is null or p.city_key = nullif(fold(p_city), ''));
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
