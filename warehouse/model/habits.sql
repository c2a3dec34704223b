-- What messages say about brokers beyond who writes to whom: introductions that happened, who is seen with whom in an
-- owner's mail, who writes to several people at once. From messages, by person; nothing here crosses a network.

-- people addressed, each once a message
create temp table addressed as
select network_id, message_key, person_id, any_value(sender_id) as sender_id, any_value(n) as n,
    any_value(stamp) as stamp, any_value(age) as age
from (
    select w.network_id, w.message_key, w.sender_id, w.n, w.stamp, w.age, p.person_id
    from (select * exclude (recipients), unnest(recipients, recursive := true) from wrote) w
    join address_person p on p.network_id = w.network_id and p.address = w.address
)
where person_id <> sender_id
group by network_id, message_key, person_id;

create temp table small as select * from addressed where n between 2 and 8;

-- Whom a message first brought together: it addresses both, and neither had written to the other before.
create temp table brought_together as
with together as (
    select a.network_id, a.person_id as person_a, b.person_id as person_b, a.message_key, a.sender_id, a.stamp
    from small a join small b on b.network_id = a.network_id and b.message_key = a.message_key and a.person_id < b.person_id
),
earliest as (
    select network_id, person_a, person_b, min(stamp) as stamp, arg_min(sender_id, (stamp, message_key)) as broker_id
    from together group by network_id, person_a, person_b
),
written as (
    select network_id, least(sender_id, person_id) as person_a, greatest(sender_id, person_id) as person_b,
        min(stamp) as stamp
    from addressed group by all
)
select e.* from earliest e left join written w using (network_id, person_a, person_b)
where w.stamp is null or w.stamp > e.stamp;

insert into introducing
select network_id, broker_id, person_id, count(*), sum(pow(2, -epoch(as_of()::timestamp - stamp) / 86400 / 180))
from (select network_id, broker_id, stamp, unnest([person_a, person_b]) as person_id from brought_together)
group by network_id, broker_id, person_id
order by network_id, broker_id, person_id;

insert into seen_with
with mine as (
    select o.owner_id, o.person_id as me, s.network_id, s.message_key from owner o
    join small s on s.network_id = o.network_id and (s.person_id = o.person_id or s.sender_id = o.person_id)
    group by all
),
present as (
    select m.owner_id, m.me, m.message_key, s.person_id, s.sender_id, false as is_sender, s.n, s.age
    from mine m join small s on s.network_id = m.network_id and s.message_key = m.message_key
    union all
    select distinct m.owner_id, m.me, m.message_key, s.sender_id, s.sender_id, true, s.n, s.age
    from mine m join small s on s.network_id = m.network_id and s.message_key = m.message_key
)
select b.owner_id, b.person_id, c.person_id,
    coalesce(sum(pow(2, -b.age / 180)) filter (b.sender_id in (b.me, b.person_id)), 0),
    coalesce(sum(pow(2, -b.age / 180) / sqrt(b.n)) filter (b.n <= 5), 0),
    coalesce(sum(pow(2, -b.age / 180) / sqrt(b.n)) filter (b.is_sender or c.is_sender), 0),
    sum(pow(2, -b.age / 180) / sqrt(b.n))
from present b join present c on c.owner_id = b.owner_id and c.message_key = b.message_key and c.person_id <> b.person_id
where b.person_id <> b.me and c.person_id <> c.me
group by b.owner_id, b.person_id, c.person_id
order by b.owner_id, b.person_id, c.person_id;

insert into habit
with writing as (
    select network_id, sender_id as person_id,
        coalesce(sum(pow(2, -age / 30)) filter (n between 2 and 8), 0) as several_30,
        coalesce(sum(pow(2, -age / 7)) filter (n between 2 and 8), 0) as several_7, max(stamp) as last_at
    from wrote group by network_id, sender_id
),
with_me as (
    select o.owner_id, s.sender_id as person_id, sum(pow(2, -s.age / 30)) as with_me_30
    from owner o join small s on s.network_id = o.network_id and s.person_id = o.person_id
    group by o.owner_id, s.sender_id
)
select t.owner_id, t.person_id, w.several_30, w.several_7, coalesce(m.with_me_30, 0), w.last_at
from tie t join owner o using (owner_id)
join writing w on w.network_id = o.network_id and w.person_id = t.person_id
left join with_me m on m.owner_id = t.owner_id and m.person_id = t.person_id
order by t.owner_id, t.person_id;

drop table brought_together;
drop table small;
drop table addressed;
drop table wrote;
