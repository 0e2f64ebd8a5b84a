-- scheduled_at: when the schedule became what it is
alter table policies add column scheduled_at timestamptz not null default now();
alter table policies alter column scheduled_at drop default;

-- last_occurrence: runs of the schedule up to this nominal time are done with; skipped_*: the last one that was left out, and why.
alter table items
    add column last_occurrence timestamptz not null default now(),
    add column skipped_at      timestamptz,
    add column skipped_reason  text;

drop index items_policy;
create index items_policy on items (vault, policy, id);
