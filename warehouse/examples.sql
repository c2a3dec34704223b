-- acquaintance: who knows whom best, as mail between them shows
select a.display_name as one, b.display_name as other, q.kind, q.n_ab, q.n_ba, q.n_together
from acquaintance q join person a on a.person_id = q.person_a join person b on b.person_id = q.person_b
order by least(q.strength_ab, q.strength_ba) desc, q.person_a, q.person_b, q.kind limit 20;
-- activity: the hours of whom are full: most messages in one week
select p.display_name, a.week, a.n from activity a join person p using (person_id) order by a.n desc, a.network_id, a.person_id, a.week limit 20;
-- affiliation: the organisations where most people are now
select company_key, any_value(organisation) as organisation, count(distinct person_id) as people
from affiliation where is_current group by company_key order by people desc, company_key limit 20;
-- ask: how asks ended
select coalesce(status, 'no word') as status, count(*) as n from ask group by all order by all;
-- ask_list: the first five to ask for each target
select target, rank, name, reach_via, round(score, 3) as score, why from ask_list where rank <= 5 order by owner_id, target_id, rank;
-- blocking: which rules of pairing records bring what no other does
select rule, n_pairs, n_new, n_left_out from blocking order by n_new desc, network_id, rule;
-- circle: the largest circles
select circle_id, any_value(n_members) as members from circle group by circle_id order by members desc, circle_id limit 10;
-- cluster: people whose records hold together least
select p.display_name, c.n_records, round(c.weakest_bits, 1) as bits
from cluster c join person p using (person_id) order by c.weakest_bits, c.person_id limit 20;
-- company_alias: the owner's own names for companies
select company, alias, domain, industry from company_alias order by all;
-- company_name: names under which a company is found
select company_key, list(name order by name) as names from company_name group by company_key order by company_key limit 20;
-- contact: contacts who open the most people that an owner does not know
select p.display_name, c.n_known, c.n_new, c.reach_via from contact c join person p using (person_id)
order by c.n_new desc, c.owner_id, c.person_id limit 20;
-- evidence: the latest places that show who wrote to whom
select a.display_name as one, b.display_name as other, e.kind, e."at", e.path, e.locator
from evidence e join person a on a.person_id = e.person_a join person b on b.person_id = e.person_b
order by e."at" desc, e.record_a, e.record_b, e.kind limit 20;
-- habit: who used to write more than once a month
select p.display_name, h.several_30, h.last_wrote_at from habit h join person p using (person_id)
order by h.several_30 desc, h.owner_id, h.person_id limit 20;
-- hop: whom a person's strongest hops lead to
select a.display_name as broker, b.display_name as knows, h.kind, round(h.strength, 3) as strength
from hop h join person a on a.person_id = h.from_id join person b on b.person_id = h.to_id
order by h.strength desc, h.from_id, h.to_id limit 20;
-- identifier: people with several mail addresses
select p.display_name, list(i.value order by i.value) as addresses
from identifier i join person p using (person_id) where i.kind = 'mail'
group by i.person_id, p.display_name having count(*) > 1 order by p.display_name, i.person_id limit 20;
-- identifier_strength: addresses and numbers that many names share, so that they join nobody
select kind, value, n_names from identifier_strength where strength = 'weak' order by n_names desc, network_id, kind, value limit 20;
-- interaction: messages by year and direction
select year(week) as year, direction, sum(n) as messages from interaction group by all order by all;
-- introducing: who puts people in touch
select p.display_name, sum(i.n) as n from introducing i join person p on p.person_id = i.broker_id
group by i.broker_id, p.display_name order by n desc, i.broker_id limit 20;
-- introduction: introductions that led to messages both ways
select p.display_name as introduced, b.display_name as by_whom, i.kind, i."at"
from introduction i join person p on p.person_id = i.introduced_id join person b on b.person_id = i.broker_id
where i.first_out_at is not null and i.first_in_at is not null order by i."at", i.owner_id, i.introduced_id;
-- job_title: the job titles as they were understood
select family, seniority, list(title order by title) as titles from job_title group by all order by all;
-- knows: what the owner wrote down of who knows whom
select person_a, person_b, strength, since from knows order by all;
-- match: pairs that wait for a human
select a.display_name as one, b.display_name as other, round(m.probability, 3) as probability, m.veto
from match m join record a on a.record_id = m.record_a join record b on b.record_id = m.record_b
where m.lane = 'review' order by m.probability desc, m.record_a, m.record_b limit 20;
-- match_factor: what weighs most for a pair being one person
select factor, level, count(*) as pairs, round(avg(bits), 1) as bits from match_factor group by all order by avg(bits) desc, factor, level limit 20;
-- model_parameter: the constants of the models and what they mean
select name, value, meaning from model_parameter order by all;
-- owner: whose exports these are
select owner_id, network_id, pool, is_alone from owner order by position;
-- person: people of whom several records are known
select display_name, organisation, title, city, n_records from person where n_records > 1 order by n_records desc, person_id limit 20;
-- person_facet: by what people can be found, and how often
select facet, count(*) as n, count(distinct value) as values from person_facet group by facet order by facet;
-- person_id_history: what became of earlier ids
select reason, count(*) as n, max("at") as latest from person_id_history group by reason order by reason;
-- person_name: people who share a name
select name_key, count(*) as people from person_name group by name_key having count(*) > 1 order by people desc, name_key limit 20;
-- person_record: records that would be one person more readily than is safe to act on
select likely_id, count(distinct person_id) as people from person_record group by likely_id having count(distinct person_id) > 1 order by people desc, likely_id limit 20;
-- preset: the weights of each preset
select preset, weight, value, meaning from preset order by all;
-- problem: what was not read as it stood, by reason
select severity, code, count(*) as n from problem group by all order by n desc, severity, code;
-- record: records by kind of export
select kind, count(*) as records, count(*) filter (is_two_way) as written_to from record group by kind order by records desc, kind;
-- record_source: where a person was seen
select p.display_name, s.path, x.locator from record_source x join person_record r using (record_id)
join person p using (person_id) join source s using (source_id) order by p.display_name, p.person_id, s.path, x.locator limit 20;
-- reliability: did the probabilities come true
select owner_id, probability, bin, n, round(predicted, 2) as predicted, round(observed, 2) as observed,
    round(low, 2) as low, round(high, 2) as high, cut from reliability order by owner_id, probability, bin;
-- review_queue: the questions that change most
select name_a, name_b, round(probability, 2) as probability, stake from review_queue order by rank limit 20;
-- role_name: names under which a job is found
select title_key, list(name_key order by name_key) as names from role_name group by title_key order by title_key limit 20;
-- role_word: words that say how senior a job is
select value, list(word order by word) as words from role_word where kind = 'seniority' group by value order by value;
-- run: the last runs
select as_of, started_at, round(seconds, 1) as seconds, version, model_version from run order by started_at desc limit 10;
-- seen_with: who is in messages with whom an owner does not know
select b.display_name as broker, p.display_name as person, s.seen
from seen_with s join person b on b.person_id = s.broker_id join person p on p.person_id = s.person_id
order by s.seen desc, s.owner_id, s.broker_id, s.person_id limit 20;
-- source: the files, what was read of each and how old that is
select path, kind, n_read, n_loaded, n_skipped, n_rejected, imported_at, missing_since from source order by n_read desc, source_id;
-- target: what is looked for, and whether it was found
select owner_id, coalesce(person, company, role, city, industry) as wanted, resolution from target order by owner_id, target_id;
-- tie: an owner's strongest ties
select t.owner_id, p.display_name, round(t.tie, 3) as tie, t.n_sent, t.n_received, t.last_at
from tie t join person p using (person_id) order by t.tie desc nulls last, t.owner_id, t.person_id limit 20;
-- tie_factor: what makes the strongest tie
select f.factor, f.value, round(f.nats, 2) as nats from tie_factor f
join (select owner_id, person_id from tie order by tie desc nulls last, owner_id, person_id limit 1) using (owner_id, person_id)
order by abs(f.nats) desc, f.factor;
-- tie_month: messages and people in touch by month
select month, sum(n_sent) as sent, sum(n_received) as received, count(*) filter (n_sent + n_received > 0) as people
from tie_month group by month order by month;
