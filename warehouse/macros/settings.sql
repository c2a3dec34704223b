-- The two things every formula needs: a constant of the model, and the date.

-- a file holds one version of each, so max only says that there is one value
create macro param(p_name) as
    (select max(value) from model_parameter where name = p_name);
comment on macro param is 'A constant of the tie or introduction model (table model_parameter).';

create macro as_of() as
    (select as_of from run order by started_at desc, run_id limit 1);
comment on macro as_of is 'The date of this file: nothing from it on exists.';

create macro default_owner() as
    (select owner_id from owner order by position limit 1);
comment on macro default_owner is 'The only or first owner.';

create macro current_id(p_id) as
    coalesce(
        (select person_id from person where person_id = p_id),
        (select new_id from person_id_history h join person p on p.person_id = h.new_id
         where h.old_id = p_id order by h.at desc, h.new_id limit 1),
        p_id);
comment on macro current_id is 'The id that holds a person now, also for an id that was merged away.';

create macro known_until() as
    (select case when as_of = started_at::date then started_at else as_of::timestamp - interval 1 microsecond end
     from run order by started_at desc, run_id limit 1);
comment on macro known_until is
    'Until when asks.csv counts: until the run began where it stands for its own day, so that an ask counts at once; else until as_of.';
