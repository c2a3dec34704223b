-- At which employers do I know most people, and whom best?
select a.company_key, any_value(a.organisation) as organisation, count(distinct a.person_id) as n_people,
    max(t.tie) as best_tie, arg_max(p.display_name, (t.tie, p.person_id)) as best_known
from affiliation a join tie t using (person_id) join person p using (person_id)
where a.is_current and t.owner_id = default_owner()
group by a.company_key
order by n_people desc, best_tie desc, a.company_key
limit 20;
