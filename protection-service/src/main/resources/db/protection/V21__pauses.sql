-- resumed_at: runs up to then, which may have fallen into the pause, do not happen any more
alter table policies add column paused boolean not null default false, add column resumed_at timestamptz;
alter table items add column paused boolean not null default false;
