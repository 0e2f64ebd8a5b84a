-- from when on the item is to have the backups of its policy's schedule: runs before that are not missing
alter table items add column watched_since timestamptz not null default now();
update items set watched_since = created_at;
