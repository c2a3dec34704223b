-- Presets weigh one formula. The shipped default leaves the order as the introduction model has it.

create macro preset_weight(p_preset, p_weights, p_name) as
    coalesce(
        cast(p_weights as map(varchar, double))[p_name],
        (select value from preset where preset.preset = p_preset and weight = p_name),
        case when p_name = 'diversify' then 1 else 0 end);
comment on macro preset_weight is 'A weight of a preset: as given in p_weights, else as in table preset, else neutral.';

create macro preset_factor(p_preset, p_weights, p_front, p_answer, p_known, p_new, p_close) as
    pow(p_front + .01, preset_weight(p_preset, p_weights, 'tie'))
    * pow(coalesce(p_answer, 0) + .05, preset_weight(p_preset, p_weights, 'answers'))
    * pow((p_new + .5) / (p_known + 1), preset_weight(p_preset, p_weights, 'novelty'))
    * exp(-preset_weight(p_preset, p_weights, 'fresh') * pow((p_known - p_new - 10) / 8, 2))
    * exp(preset_weight(p_preset, p_weights, 'colleague') * case when p_close then 1 else 0 end);
comment on macro preset_factor is
    'What a preset multiplies a score by: (u + .01)^tie (answers + .05)^answers ((new + .5)/(known + 1))^novelty e^(-fresh ((mutual - 10)/8)^2) e^(colleague [works there]).';
