-- Presets weigh one formula. The shipped default leaves the order as the introduction model has it.

create macro preset_weights(p_preset := null, p_weights := null) as table
with weight as (
    select weight, value, 1 as nth from preset where preset = p_preset
    union all
    select unnest(map_keys(p_weights::map(varchar, double))), unnest(map_values(p_weights::map(varchar, double))), 0
),
chosen as (select weight, arg_min(value, nth) as value from weight group by weight)
select {
    tie: coalesce(max(value) filter (weight = 'tie'), 0),
    answers: coalesce(max(value) filter (weight = 'answers'), 0),
    novelty: coalesce(max(value) filter (weight = 'novelty'), 0),
    fresh: coalesce(max(value) filter (weight = 'fresh'), 0),
    colleague: coalesce(max(value) filter (weight = 'colleague'), 0),
    diversify: coalesce(max(value) filter (weight = 'diversify'), 1)
} as weights
from chosen;
comment on macro table preset_weights is
    'The weights of a preset in one row: as given in p_weights (a map), else as in table preset, else neutral.';

create macro preset_factor(p_weights, p_front, p_answer, p_known, p_new, p_close) as
    pow(p_front + .01, p_weights['tie'])
    * pow(coalesce(p_answer, 0) + .05, p_weights['answers'])
    * pow((p_new + .5) / (p_known + 1), p_weights['novelty'])
    * exp(-p_weights['fresh'] * pow((p_known - p_new - 10) / 8, 2))
    * exp(p_weights['colleague'] * case when p_close then 1 else 0 end);
comment on macro preset_factor is
    'What a preset multiplies a score by: (u + .01)^tie (answers + .05)^answers ((new + .5)/(known + 1))^novelty e^(-fresh ((mutual - 10)/8)^2) e^(colleague [works there]).';
