-- Personal messages by the people who wrote them, and when somebody wrote at all. Temporary tables that
-- introductions.sql and habits.sql use too.

create temp table address_person as
select network_id, address, arg_min(person_id, tier) as person_id
from (
    select o.network_id, unnest(h.addresses) as address, o.person_id, 0 as tier
    from home_owner h join owner o using (owner_id) where o.person_id is not null
    union all
    select n.network_id, n.address, pr.person_id, 1
    from network_record n join person_record pr using (record_id)
)
group by network_id, address;

create temp table wrote as
select m.network_id, m.message_key, m.sent_at::timestamp as stamp, s.person_id as sender_id, m.n_recipients as n,
    m.source_id, m.locator, m.recipients,
    epoch(as_of()::timestamp - m.sent_at::timestamp) / 86400 as age
from built_mail m join address_person s on s.network_id = m.network_id and s.address = m.sender
where m.bulk_reason is null and m.sent_at < as_of()::timestamp and m.n_recipients <= 50;

insert into activity
select network_id, sender_id, date_trunc('week', stamp)::date as week, count(*), max(stamp)
from wrote semi join (select distinct person_id from interaction) i on i.person_id = wrote.sender_id
group by network_id, sender_id, week
order by network_id, sender_id, week;
