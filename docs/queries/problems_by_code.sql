-- Why were units left out, by code and kind of export?
select s.kind, p.code, p.severity, count(*) as n, count(distinct p.source_id) as n_sources
from problem p left join source s using (source_id)
group by all
order by n desc, s.kind, p.code;
