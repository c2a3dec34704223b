-- A message to two addresses of one person is one message to that person. Interactions and acquaintance are summed
-- by address before anybody knows whose the addresses are; what is there twice is found here and taken off again.

-- The record that stands for an address or profile, as in transforms/network: the owner's own, else the network's smallest.
create temp table address_record as
select network_id, owner_id, address, min(record_id) as record_id
from (select *, unnest(list_concat(emails, profiles)) as address from record where kind in ('mail', 'chat')) group by all;

create temp table network_record as
select network_id, address, min(record_id) as record_id from address_record group by all;

create temp table several as
select n.network_id, n.address, n.record_id, pr.person_id
from network_record n join person_record pr using (record_id)
qualify count(*) over (partition by n.network_id, pr.person_id) > 1;

-- Every address of a person in a message but the best one (To before Cc, then the smaller record).
create temp table spare as
with addressed as (
    select network_id, message_key, kind, sender, sent_at, n_recipients, unnest(recipients, recursive := true)
    from built_mail
    where bulk_reason is null and sender is not null and sent_at < as_of()::timestamp
),
held as (
    select a.*, s.record_id, s.person_id from addressed a join several s using (network_id, address)
)
-- a chat message counts half of a mail (transforms/network/personal.py)
select *, case kind when 'chat' then .5 else 1 end * n_recipients ** -.5 as share from held
qualify row_number() over (partition by network_id, message_key, person_id order by field <> 'to', record_id) > 1;

create temp table spare_interaction as
select o.owner_id, coalesce(mine.record_id, s.record_id) as record_id, date_trunc('week', s.sent_at)::date as week,
    count(*) as n, count(*) filter (s.field = 'to' and s.n_recipients <= 3) as n_addressed,
    sum(case when s.field = 'to' then 1 else .4 end * s.share
        * pow(2, (epoch(s.sent_at) - epoch(date_trunc('week', s.sent_at) + to_days(7))) / 86400 / 180)) as weight
from spare s
join home_owner o on o.network_id = s.network_id and list_contains(o.addresses, s.sender)
left join address_record mine
    on mine.network_id = s.network_id and mine.owner_id = o.owner_id and mine.address = s.address
group by o.owner_id, coalesce(mine.record_id, s.record_id), week;

create temp table spare_acquaintance as
with small as (
    select m.network_id, m.message_key, m.sent_at, m.n_recipients, m.sender, unnest(m.recipients, recursive := true)
    from built_mail m
    where m.n_recipients <= 8 and m.message_key in (select message_key from spare)
),
pair as (
    select n.record_id as record_a, s.record_id as record_b, s.network_id, s.sent_at, s.share, true as is_sent
    from spare s join network_record n on n.network_id = s.network_id and n.address = s.sender
    where s.n_recipients <= 50
    union all
    -- a pair of addresses that both are spare is found from either side: once
    select least(s.record_id, n.record_id), greatest(s.record_id, n.record_id), s.network_id, s.sent_at, s.share, false
    from spare s join small m on m.network_id = s.network_id and m.message_key = s.message_key
    join network_record n on n.network_id = m.network_id and n.address = m.address
    left join spare t on t.network_id = s.network_id and t.message_key = s.message_key and t.record_id = n.record_id
    where n.record_id <> s.record_id and (t.record_id is null or s.record_id < n.record_id)
)
select network_id, record_a, record_b,
    count(*) filter (is_sent) as n_sent, count(*) filter (not is_sent) as n_together,
    coalesce(sum(share * pow(2, (epoch(sent_at) - epoch(as_of()::timestamp)) / 86400 / 180)) filter (is_sent), 0) as sent,
    coalesce(sum(share * pow(2, (epoch(sent_at) - epoch(as_of()::timestamp)) / 86400 / 180)) filter (not is_sent), 0) as together
from pair
group by network_id, record_a, record_b;
