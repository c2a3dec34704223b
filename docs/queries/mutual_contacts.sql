-- Whom do my two best-connected contacts both know?
with best as (
    select person_id, row_number() over (order by n_known desc, person_id) as nth
    from contact where owner_id = default_owner()
)
from mutual(
    p_a := (select person_id from best where nth = 1),
    p_b := (select person_id from best where nth = 2));
