-- A probability as it may be printed: a word until the owner's own past holds enough to tell whether numbers come true.

create macro has_evidence(p_owner, p_probability) as
    coalesce((select sum(n_true) >= 30 and sum(n - n_true) >= 30 from reliability
        where owner_id = p_owner and probability = p_probability), false);
comment on macro has_evidence is
    'Enough is known of an owner''s past to print a probability as a number: 30 people with whom it came true and 30 with whom it did not (table reliability).';

create macro chance(p_owner, p_probability, p_value) as
    case
        when p_value is null then null
        when has_evidence(p_owner, p_probability) then 'about ' || round(100 * p_value)::bigint || ' %'
        when p_value >= .5 then 'often'
        when p_value >= .2 then 'sometimes'
        else 'seldom'
    end;
comment on macro chance is
    'keeps_in_touch or answers in words: about so many per cent; without enough evidence (has_evidence) often from .5, sometimes from .2, else seldom.';
