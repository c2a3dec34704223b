-- Who were my ten strongest ties five years before the date of this file?
select p.display_name as name, o.tie, o.last_at
from ties_on(p_day := (as_of() - interval 5 year)::date) o join person p using (person_id)
order by o.tie desc, person_id
limit 10;
