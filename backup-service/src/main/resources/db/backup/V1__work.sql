-- What a run may leave behind outside the database, written before the outside is touched and removed after it is clean again.
-- One row per run of a job: a job that was leased twice has two until the first one's leftovers are gone.
create table work (
    job          uuid        not null,
    token        bigint      not null,
    mover        text        not null,
    operation    text        not null,
    vault        text        not null,
    item         uuid        not null,
    machine      uuid,                  -- read from (Backup) or restored over (Restore to original)
    subscription text,                  -- whose fabric may hold a snapshot or a staging area
    point        uuid,                  -- the manifest a Backup writes
    stage        text        not null default 'Moving', -- then Committing or Condemned, whichever comes first
    started_at   timestamptz not null default now(),
    primary key (job, token)
);

create index work_by_item on work (item);
