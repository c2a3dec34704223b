-- Which people hang together by the least evidence? Look at them first with `weakties why`.
select p.display_name as name, c.person_id, c.n_records, c.weakest_bits, c.record_a, c.record_b
from cluster c join person p using (person_id)
order by c.weakest_bits, c.person_id
limit 20;
