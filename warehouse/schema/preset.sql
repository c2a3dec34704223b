create table preset (
    preset   VARCHAR NOT NULL,
    weight   VARCHAR NOT NULL,
    value    DOUBLE NOT NULL,
    meaning  VARCHAR NOT NULL,
    PRIMARY KEY (preset, weight)
);
comment on table preset is
    'Weights of the presets: shipped, or as [presets.NAME] in weakties.toml said at the last run. All weigh one formula (macro preset_factor).';
comment on column preset.preset is 'name for p_preset';
comment on column preset.weight is 'the weight';
comment on column preset.value is 'its value; 0 leaves the order as the introduction model has it (diversify: 1 does)';
comment on column preset.meaning is 'what it does';
