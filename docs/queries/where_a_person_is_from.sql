-- From which files and places does the person with most records come?
from lineage(p_person := (select person_id from person order by n_records desc, person_id limit 1));
