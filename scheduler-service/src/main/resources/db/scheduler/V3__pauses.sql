alter table policies add column paused boolean not null default false;
drop index policies_wake;
create index policies_wake on policies (wake_at) where not paused;
