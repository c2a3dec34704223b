create temp table home_owner (nth bigint, owner_id varchar, network_id varchar, addresses varchar[]);
