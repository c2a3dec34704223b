-- How did my strongest tie come about? One row a month, without gaps: draw tie over month.
from tie_history(
    p_person := (select person_id from tie where owner_id = default_owner() order by tie desc, person_id limit 1));
