create table vaults (
    name       text primary key,
    id         uuid        not null unique,
    region     text        not null,
    type       text        not null,
    encryption boolean     not null,
    chunk_size int         not null,
    store_kind text        not null,
    store_path text        not null,
    created_at timestamptz not null,
    version    bigint      not null default 1,
    constraint vaults_store_key unique (store_kind, store_path)
);
create index vaults_region on vaults (region, name);

create table policies (
    vault      text        not null references vaults (name) on delete cascade,
    name       text        not null,
    schedule   jsonb       not null,
    retention  jsonb       not null,
    created_at timestamptz not null,
    version    bigint      not null default 1,
    primary key (vault, name)
);

-- claim: Claiming and Releasing rows are seen by nobody; they remember that the claim at registration-service is not settled.
-- claim_id is the request that claims. fence_*: the newest backup run that began; only it may commit a point.
create table items (
    id                 uuid primary key,
    vault              text        not null references vaults (name),
    claim              text        not null,
    claim_id           uuid        not null,
    claim_at           timestamptz not null,
    machine            uuid,
    name               text        not null default '',
    cloud_service      text        not null default '',
    subscription       text        not null default '',
    status             text        not null,
    policy             text,
    last_policy        text,
    policy_pending     boolean     not null default false,
    last_backup_status text,
    last_backup_at     timestamptz,
    latest_point       timestamptz,
    oldest_point       timestamptz,
    points             int         not null default 0,
    logical_bytes      bigint      not null default 0,
    point_bytes        bigint      not null default 0,
    stored_bytes       bigint      not null default 0,
    fence_job          uuid,
    fence_token        bigint      not null default 0,
    created_at         timestamptz not null,
    version            bigint      not null default 1,
    constraint items_policy_fkey foreign key (vault, policy) references policies (vault, name)
);
create index items_list on items (vault, name, id) where claim = 'Claimed';
create index items_policy on items (vault, policy);
create index items_unsettled on items (claim_at) where claim <> 'Claimed';

-- deleting: the job that deletes this point; nobody sees or restores it any more.
create table points (
    id            uuid primary key,
    item          uuid        not null references items (id) on delete cascade,
    vault         text        not null,
    job           uuid        not null,
    time          timestamptz not null,
    consistency   text        not null,
    kind          text        not null,
    why_full      text,
    size_bytes    bigint      not null,
    read_bytes    bigint      not null,
    new_bytes     bigint      not null,
    stored_bytes  bigint      not null,
    freeze_millis bigint,
    disks         jsonb       not null,
    warnings      jsonb       not null,
    retain_until  timestamptz,
    verified_at   timestamptz,
    checkpoints   jsonb       not null,
    deleting      uuid,
    constraint points_job_key unique (job)
);
create index points_list on points (item, time desc, id desc);

-- The outbox: jobs of items whose end is not applied yet. token fences the runs that delete data.
create table jobs (
    id         uuid primary key,
    item       uuid        not null references items (id) on delete cascade,
    vault      text        not null,
    operation  text        not null,
    submission jsonb       not null,
    token      bigint      not null default 0,
    created_at timestamptz not null,
    checked_at timestamptz not null
);
create index jobs_item on jobs (item, created_at desc);
create index jobs_checked on jobs (checked_at);
