create temp table home_ask (nth bigint, "at" timestamp, owner_id varchar, record_ids varchar, target varchar, status varchar, referred_record varchar, referred_target varchar);
