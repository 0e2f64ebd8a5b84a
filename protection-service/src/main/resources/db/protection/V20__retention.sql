-- scheduled_for: the run a point was made for; null: on demand. keep_until, kept_because, grace_until: when it goes, as last decided; kept_because is
-- null before that.
alter table points
    add scheduled_for timestamptz,
    add keep_until    timestamptz,
    add kept_because  text,
    add grace_until   timestamptz;

-- when upkeep is to look at the item again
alter table items add upkeep_at timestamptz not null default 'epoch';
create index items_upkeep on items (upkeep_at) where claim = 'Claimed';
create index points_deleting on points (deleting) where deleting is not null;
