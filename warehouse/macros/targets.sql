-- Who fits one condition of a target, how well, and in what way. Equality of keys and of whole words, never parts.

create macro company_keys(p_company := null) as table
select distinct company_key from company_name
where name_key in (squash(p_company), company_key(p_company)) or company_key = p_company;
comment on macro table company_keys is 'Companies that a text names: by their key, a spelling, an alias or a mail domain, whole.';

create macro company_match(p_organisation, p_key, p_basis, p_current) as
    case when not p_current then 'past' when p_basis = 'domain' then 'domain'
        when company_key(p_organisation) = p_key then 'exact' else 'alias' end;
comment on macro company_match is
    'How somebody belongs to a company: exact (so written), alias (by companies.csv), domain (a mail domain), past (an earlier employer).';

create macro company_relevance(p_basis, p_current) as
    case when not p_current then .5 when p_basis = 'domain' then .8 else 1 end;
comment on macro company_relevance is 'How well somebody stands for a company: 1, by a mail domain alone .8, an earlier employer .5.';

create macro company_people(p_company := null, p_network := null) as table
select a.person_id, a.company_key, a.organisation, a.title, a.is_current, a.basis, a.from_date, a.to_date,
    company_match(a.organisation, a.company_key, a.basis, a.is_current) as match,
    company_relevance(a.basis, a.is_current) as relevance
from affiliation a
where a.network_id = p_network and a.company_key in (from company_keys(p_company := p_company));
comment on macro table company_people is
    'People of a network at a company, now or earlier, one row for each sign, with the tier of the match and its relevance (1, domain .8, past .5).';

create macro industry_keys(p_industry := null) as table
select distinct company_key(company) as company_key from company_alias
where fold(p_industry) <> ''
    and list_contains(list_transform(string_split_regex(industry, '[;,/|]'), lambda part: fold(part)), fold(p_industry));
comment on macro table industry_keys is
    'Companies that companies.csv puts into an industry (a cell may name several, parted by ; , / or |).';

create macro role_wanted(p_role := null) as table
with word as (
    select unnest(string_split(fold(p_role), ' ')) as word, generate_subscripts(string_split(fold(p_role), ' '), 1) as nth
),
spelt as (
    select nth, unnest(string_split(coalesce(a.value, w.word), ' ')) as word
    from word w left join role_word a on a.word = w.word and a.kind = 'abbreviation'
),
meant as (
    select s.word, s.nth, f.value as family, r.value as seniority, stop.word is not null as is_stop
    from spelt s
    left join role_word f on f.word = s.word and f.kind = 'family'
    left join role_word r on r.word = s.word and r.kind = 'seniority'
    left join role_word stop on stop.word = s.word and stop.kind = 'stop'
    where s.word <> ''
)
select coalesce(list_sort(list_distinct(list(word) filter (not is_stop and coalesce(seniority, '') not in ('senior', 'junior')))), []) as words,
    arg_max(family, nth) as family,
    arg_min(seniority, list_position(['executive', 'director', 'manager', 'senior', 'junior'], seniority)) as seniority
from meant;
comment on macro table role_wanted is 'A role in words: its key words (no rank), field of work and seniority.';

create macro role_people(p_role := null, p_network := null) as table
with wanted as materialized (from role_wanted(p_role := p_role)),
held as (
    select person_id, title, true as is_current from person
    where p_role is not null and network_id = p_network and title is not null
        -- where an affiliation says when, it knows better
        and not exists (select 1 from affiliation a where a.person_id = person.person_id and a.title = person.title)
    union
    select person_id, title, is_current from affiliation
    where p_role is not null and network_id = p_network and title is not null
),
ranked as (
    select h.person_id, h.title, h.is_current, j.family, j.seniority, w.seniority as wanted_seniority,
        case when j.title_key = array_to_string(w.words, ' ') or j.title_key in (
                select title_key from role_name where name_key in (fold(p_role), name_key(p_role))) then 1
            when list_has_all(string_split(j.title_key, ' '), w.words) then 2
            when j.family = w.family then 3 end as tier
    from held h join job_title j using (title), wanted w
    where len(w.words) > 0
)
select person_id, title, is_current, family, seniority, tier,
    case tier when 1 then 1 when 2 then .8 else .4 end::double
        * case when is_current then 1 else .5 end
        * case when seniority is distinct from wanted_seniority and wanted_seniority is not null then .8 else 1 end as relevance
from ranked
-- the closest kind of match that anybody has; a whole field of work only where nobody holds the role itself
qualify tier = min(tier) over () and row_number() over (partition by person_id order by relevance desc, title) = 1;
comment on macro table role_people is
    'People of a network who hold a role now or held it: tier 1 the same role, 2 all its words in a longer title, 3 the same field of work; only the best tier that anybody meets. Relevance: 1, .8, .4, halved for the past, .8 of it where another seniority was asked for.';
