-- How much personal mail passed each way in each year, and with how many people?
select year(week) as year, sum(n) filter (direction = 'out') as n_sent, sum(n) filter (direction = 'in') as n_received,
    count(distinct person_id) as n_people
from interaction
where owner_id = default_owner()
group by year
order by year;
