create temp table home_target (nth bigint, target_id varchar, owner_id varchar, person varchar, company varchar, role varchar, city varchar, industry varchar);
