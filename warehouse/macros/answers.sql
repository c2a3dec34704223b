-- The chance of an answer: a Poisson rate of what the other sends (the mean of their addressed mail and of all their
-- mail by weight), with a gamma prior (a = .03, b = 60 days), over an exposure of (180/ln 2)(1 - 2^(-days known/180))
-- days; and how long they have written to nobody. Constants are fitted on public sets (docs/benchmarks.md, "Ties").
-- That the owner writes is given, so what the owner sent says less than in a tie.

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

create macro answer_logit(p_addressed, p_weight, p_days, p_quiet) as
    param('answers_slope') * logit(any_message((p_addressed + p_weight) / 2, p_days, 30))
        + param('answers_quiet') * ln(1 + p_quiet);
comment on macro answer_logit is 'Log odds of an answer within 30 days, before the intercept, from decayed sums of mail received, days known, and days since the other wrote to anybody.';
