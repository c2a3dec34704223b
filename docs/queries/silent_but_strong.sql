-- Which strong ties have been silent for two years, and how do I reach them?
select name, peak_year, round(peak_tie, 2) as peak_tie, days_silent, reach_via
from dormant(p_days := 730, p_limit := 20);
