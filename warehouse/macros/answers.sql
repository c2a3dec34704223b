-- Poisson rates with a gamma prior (a = .03, b = 60 days): the chance of at least one message each way within a
-- horizon, given decayed sums of addressed mail over an exposure of (180/ln 2)(1 - 2^(-days known/180)) days.

create macro exposure(p_days) as 180 / ln(2) * (1 - pow(2, -p_days / 180.0));
comment on macro exposure is 'Days of mail that a decayed sum (half-life 180 d) stands for after so many days of acquaintance.';

create macro any_message(p_sum, p_days, p_horizon) as
    1 - pow((60 + exposure(p_days)) / (60 + exposure(p_days) + p_horizon), .03 + p_sum);
comment on macro any_message is 'Chance of at least one message within the horizon (days) at a gamma-Poisson rate.';

create macro logit(p_probability) as
    ln(greatest(p_probability, 1e-9)) - ln(greatest(1 - p_probability, 1e-9));
comment on macro logit is 'Log odds.';

create macro logistic(p_logit) as 1 / (1 + exp(-p_logit));
comment on macro logistic is 'Probability from log odds.';

create macro answer_logit(p_out, p_in, p_days, p_horizon) as
    param('answers_slope')
    * logit(any_message(p_out, p_days, p_horizon) * any_message(p_in, p_days, p_horizon));
comment on macro answer_logit is 'Log odds of an answer before the intercept: mail both ways within the horizon.';
