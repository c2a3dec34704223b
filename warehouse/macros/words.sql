-- Parts of the sentence `why`. Every count is a column of tie, hop or acquaintance.

create macro times(p_n) as case when p_n = 1 then 'once' when p_n = 2 then 'twice' else p_n || ' times' end;
comment on macro times is 'A count in words.';

create macro people(p_n) as case when p_n = 1 then '1 person' else p_n || ' people' end;
comment on macro people is 'A number of people in words.';

create macro tie_words(p_sent, p_received, p_first, p_curated) as
    case
        when p_sent + p_received > 0
            then p_sent || ' sent, ' || p_received || ' received since ' || year(p_first)
        when p_curated then 'a contact you never exchanged mail with'
        else 'no mail'
    end;
comment on macro tie_words is 'An owner''s tie in words.';

create macro hop_words(p_from, p_to, p_kind, p_out, p_in, p_together) as
    case
        when p_kind = 'stated' then p_from || ' knows ' || p_to || ', as you wrote down'
        when p_out + p_in + p_together = 0 then p_from || ' has ' || p_to || ' among their contacts'
        else concat_ws(', ',
            case when p_out > 0 then p_from || ' wrote to ' || p_to || ' ' || times(p_out) end,
            case when p_in > 0 then p_to || ' wrote to ' || p_from || ' ' || times(p_in) end,
            case when p_together > 0 then
                case when p_out + p_in > 0 then 'both' else p_from || ' and ' || p_to end
                || ' addressed together ' || times(p_together) end)
    end;
comment on macro hop_words is 'How a broker knows somebody, in words.';
