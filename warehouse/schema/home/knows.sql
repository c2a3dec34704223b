create temp table home_knows (nth bigint, owner_id varchar, person_a varchar, person_b varchar, strength double, since date);
