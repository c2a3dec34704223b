-- Which ties grew most within a year, and which faded?
select case when change > 0 then 'rising' else 'fading' end as trend, *
from tie_trend(p_months := 12, p_limit := 30)
order by trend desc, abs(change) desc, person_id;
