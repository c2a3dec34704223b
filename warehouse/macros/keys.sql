-- Keys: text in the one form in which it is compared. Look-ups are equality on keys, never parts of text.

create macro fold(p_text) as
    trim(regexp_replace(
        replace(replace(replace(replace(
            translate(lower(strip_accents(nfc_normalize(p_text))), 'øłđðıþ', 'olddit'),
            'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), '''', ''),
        '[^\p{L}\p{N}]+', ' ', 'g'));
comment on macro fold is 'Text for comparison: lower case, no accents, words of letters and digits parted by one space.';

create macro name_key(p_text) as
    array_to_string(list_sort(string_split(fold(p_text), ' ')), ' ');
comment on macro name_key is 'A name for comparison: folded, words sorted, so that "Last, First" equals "First Last".';

create macro squash(p_text) as replace(fold(p_text), ' ', '');
comment on macro squash is 'Text for comparison without spaces: letters and digits only.';

create macro company_words(p_text) as
    fold(replace(
        regexp_replace(lower(strip_accents(nfc_normalize(p_text))),
            '\b([a-z])\.([a-z])\.(?:([a-z])\.)?(?:([a-z])\.)?', '\1\2\3\4 ', 'g'),
        '&', ' and '));
comment on macro company_words is 'Words of a company name: folded, & spelt out, S.A. and the like joined.';

create macro company_forms() as
    'ab|ag|aps|as|asa|bhd|bv|cic|co|company|corp|corporation|cv|dd|doo|eg|eirl|eurl|ev|gbr|gmbh|' ||
    'inc|incorporated|jsc|kft|kg|kgaa|kk|lda|limited|llc|llp|lp|ltd|ltda|mbh|nv|nyrt|oao|ohg|' ||
    'ooo|oy|oyj|pao|pjsc|plc|private|pt|pte|pty|pvt|rl|sa|sab|sarl|sas|sasu|sdn|se|sl|slu|sp|' ||
    'spa|spzoo|srl|srls|sro|tbk|ug|zao|zoo|zrt';
comment on macro company_forms is 'Legal forms that are no part of a company''s key, as alternatives of a regular expression.';

create macro bare_company(p_text) as
    regexp_replace(company_words(p_text), '(?: (?:de|and|' || company_forms() || '))* (?:' || company_forms() || ')$', '');
comment on macro bare_company is 'Words of a company name without the legal forms at its end.';

create macro company_key(p_text) as
    case
        when company_words(p_text) = '' then null
        when regexp_full_match(bare_company(p_text), company_forms()) then replace(company_words(p_text), ' ', '')
        else replace(regexp_replace(bare_company(p_text), '^the (.)', '\1'), ' ', '')
    end;
comment on macro company_key is 'Key of a company name: no legal form, no article, no spaces. "The Acme Co., Ltd." and "acme" are equal; "Epic" and "Epic Games" are not.';
