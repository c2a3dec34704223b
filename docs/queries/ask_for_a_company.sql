-- Whom do I ask to reach the company where most people I know of work?
from who_to_ask(
    p_company := (
        select company_key from affiliation where is_current group by company_key
        order by count(*) desc, company_key limit 1),
    p_limit := 10);
