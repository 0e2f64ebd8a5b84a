create table job (
    id            uuid        primary key,
    operation     text        not null,
    vault         text,
    item_id       uuid,
    item_name     text,
    item_cloud_service text,
    machine       uuid,
    subscription  text,
    params        jsonb       not null,
    dedup_key     text,
    exclusive_key text,
    trigger       text        not null,
    created_by    text        not null,
    created_at    timestamptz not null default now(),
    max_attempts  int         not null,

    status        text        not null default 'Queued' check (status in
                      ('Queued', 'InProgress', 'Cancelling', 'Completed', 'CompletedWithWarnings', 'Failed', 'Cancelled')),
    attempt       int         not null default 0,
    started_at    timestamptz,
    ended_at      timestamptz,
    progress      jsonb,
    progress_at   timestamptz,
    sub_tasks     jsonb       not null,
    error         jsonb,
    warnings      jsonb       not null default '[]',
    result        jsonb       not null default '{}',
    token         bigint      not null default 0,
    worker        text,
    leased_until  timestamptz,

    -- what a fair queue takes turns over: the vault
    lane          text        generated always as (coalesce(vault, '')) stored,
    -- the machine this job reads or overwrites while it runs
    holds_machine uuid        generated always as (
                      case when operation = 'Backup'
                             or operation = 'Restore' and params #>> '{target,kind}' = 'original'
                           then machine end) stored
) with (fillfactor = 70);

create unique index job_dedup on job (dedup_key);
create unique index job_exclusive on job (exclusive_key) where status in ('Queued', 'InProgress', 'Cancelling');
create unique index job_machine_held on job (holds_machine) where status in ('InProgress', 'Cancelling');

create index job_queued on job (lane, operation, created_at, id) where status = 'Queued';
-- leased_until is in no index, so that heartbeats stay cheap (HOT) updates; few jobs run at a time
create index job_running on job (worker) where status in ('InProgress', 'Cancelling');
create index job_served on job (lane, token) where token > 0;

create index job_newest on job (created_at desc, id desc);
create index job_newest_of_vault on job (vault, created_at desc, id desc);
create index job_newest_of_item on job (item_id, created_at desc, id desc);
create index job_newest_of_status on job (status, created_at desc, id desc);
create index job_ended on job (ended_at desc) where ended_at is not null;

create sequence lease_token;

create table job_event (
    seq       bigint      primary key,
    at        timestamptz not null,
    type      text        not null,
    job       uuid        not null,
    vault     text,
    item      uuid,
    operation text        not null,
    status    text        not null,
    message   text        not null,
    progress  jsonb
);

create index job_event_of_job on job_event (job, seq);

-- One row. Whoever appends takes it last in the transaction and holds it until commit: the order of numbers is the order of commits, without holes.
create table event_counter (
    one  boolean primary key default true check (one),
    last bigint  not null
);

insert into event_counter (last) values (0);
