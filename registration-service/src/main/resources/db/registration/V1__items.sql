-- A row in a transitional status (Registering, Unregistering) is the outbox of the job in active_job.
-- Registering without a job: the registration has failed and its claim is being given back.
create table item (
    id               uuid primary key,
    vault            text             not null,
    machine          uuid             not null constraint item_machine unique,
    name             text collate "C" not null,
    cloud_service    text collate "C" not null,
    subscription     text             not null,
    region           text             not null,
    deployment_model text             not null check (deployment_model in ('Classic', 'ResourceManager')),
    status           text             not null check (status in ('Registering', 'Registered', 'Unregistering')),
    protected        boolean          not null default false,
    active_job       uuid,
    requested_by     text             not null,
    created_at       timestamptz      not null,
    changed_at       timestamptz      not null default now(),
    version          bigint           not null default 1,
    constraint item_protected check (status = 'Registered' or not protected)
);

-- the order of every list
create index item_order on item (vault, name, cloud_service, id);
create index item_transitional on item (changed_at) where status <> 'Registered';
