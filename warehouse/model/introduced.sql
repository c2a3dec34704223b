-- Introductions that happened, from records to people. Whom the owner knew by another address was no stranger.

insert into introduction
select i.owner_id, c.person_id, b.person_id, i.kind, i."at", i.message_key, i.n_recipients, i.source_id, i.locator,
    i.first_at, i.first_out_at, i.first_in_at, i.answer_source_id, i.answer_locator
from built_introduction i
join person_record b on b.record_id = i.broker_record
join person_record c on c.record_id = i.introduced_record
join owner o on o.owner_id = i.owner_id
where b.person_id <> c.person_id
    and b.person_id is distinct from o.person_id and c.person_id is distinct from o.person_id
    and not exists (
        select 1 from interaction x
        where x.owner_id = i.owner_id and x.person_id = c.person_id and x.n_addressed > 0 and x.first_at <= i."at")
qualify row_number() over (partition by i.owner_id, c.person_id order by i."at", i.message_key) = 1
order by i.owner_id, c.person_id;
