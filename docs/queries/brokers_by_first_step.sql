-- Which contacts stand first in most ask lists of targets.csv, and for which targets?
select person_id, name, count(distinct target_id) as n_targets, min(rank) as best_rank,
    list(distinct target_id order by target_id) as targets
from ask_list
where owner_id = default_owner() and target_id <> '' and path_strength is not null
group by person_id, name
order by n_targets desc, best_rank, person_id
limit 20;
