-- When the bytes of each pack were last looked at, and what was wrong with them.
create table verified_packs (
    vault       uuid        not null,
    pack        text        not null,
    verified_at timestamptz not null,
    damage      text,
    primary key (vault, pack)
);

-- Recovery points that could not be restored whole when the vault was last verified.
create table damaged_points (
    vault    uuid        not null,
    item     uuid        not null,
    point    uuid        not null,
    found_at timestamptz not null default now(),
    primary key (vault, point)
);
