-- How many people are one, two and three hops away, and what share of them was seen?
select hops, n_observed, round(estimate) as estimate, ceiling
from contact_pool();
