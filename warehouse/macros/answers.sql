-- The chance of an answer: a Poisson rate of what the other sends, with a gamma prior (a = .03, b = 60 days), over
-- an exposure of (180/ln 2)(1 - 2^(-days known/180)) days; then two constants that turn it into a probability given
-- that the owner writes. On four public sets this ranks who answers better than the product over both directions
-- (AUC .78, .74, .71, .61 against .74, .72, .69, .61): that the owner writes is given.

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

create macro answer_logit(p_in, p_days) as
    param('answers_slope') * logit(any_message(p_in, p_days, 30));
comment on macro answer_logit is 'Log odds of an answer within 30 days, before the intercept, from the decayed sum of addressed mail received.';
