create table subscription (
    name               text collate "C" primary key,
    fabric             text        not null,
    region             text        not null,
    settings           jsonb       not null,
    created_at         timestamptz not null,
    last_discovered_at timestamptz,
    version            bigint      not null default 1
);

create index subscription_region on subscription (region, name);

-- vault and item are the claim: who the machine is registered with. A machine that vanished is marked missing, never deleted.
create table machine (
    id               uuid primary key,
    subscription     text collate "C" not null constraint machine_subscription references subscription (name),
    region           text             not null,
    name             text collate "C" not null,
    cloud_service    text collate "C" not null,
    deployment_model text             not null check (deployment_model in ('Classic', 'ResourceManager')),
    power_state      text             not null check (power_state in ('Running', 'Off', 'Paused', 'Unknown')),
    agent_state      text             not null check (agent_state in ('Ready', 'NotReady', 'Absent', 'Unknown')),
    disks            jsonb            not null,
    problem          text,
    missing          boolean          not null default false,
    last_seen_at     timestamptz      not null,
    vault            text,
    item             uuid,
    constraint machine_claim check ((vault is null) = (item is null))
);

-- the order of every list
create index machine_order on machine (name, cloud_service, id);
create index machine_region_order on machine (region, name, cloud_service, id);
create index machine_subscription_order on machine (subscription, name, cloud_service, id);
create index machine_claimed on machine (vault, name, cloud_service, id) where vault is not null;
