-- What one replica does at a time. due_at: when it is next to be done, which is also a lease; token fences whoever took it. position: how far the jobs'
-- event log has been read.
create table chores (
    name     text primary key,
    due_at   timestamptz not null default 'epoch',
    token    bigint      not null default 0,
    position bigint      not null default 0
);
insert into chores (name) values ('watch'), ('follow'), ('announce');

-- group_key: what its items have in common; at most one alert of a vault, cause and group is not resolved. item_count: the items it concerns now.
create table alerts (
    id              uuid primary key,
    vault           text collate "C" not null,
    cause           text             not null,
    severity        text             not null,
    group_key       text             not null,
    code            text,
    subscription    text,
    policy          text,
    status          text             not null default 'Open',
    first_seen_at   timestamptz      not null,
    last_seen_at    timestamptz      not null,
    count           bigint           not null default 0,
    item_count      bigint           not null default 0,
    acknowledged_by text,
    acknowledged_at timestamptz,
    note            text,
    resolved_by     text,
    resolved_at     timestamptz,
    announced_at    timestamptz,
    version         bigint           not null default 1
);
create unique index alerts_unresolved on alerts (vault, cause, group_key) where status <> 'Resolved';
create index alerts_vault on alerts (vault, id desc);

-- evidence_at: the newest thing that says so, such as the end of the last job that failed, or the run that is missing. dismissed: somebody resolved
-- the alert, so up to this evidence it does not come back.
create table alert_items (
    alert       uuid             not null references alerts (id) on delete cascade,
    item        uuid             not null,
    cause       text             not null,
    name        text collate "C" not null,
    since       timestamptz      not null,
    evidence_at timestamptz      not null,
    detail      text             not null,
    job         uuid,
    ended_at    timestamptz,
    dismissed   boolean          not null default false,
    primary key (alert, item)
);
create index alert_items_item on alert_items (item, cause);
create index alert_items_name on alert_items (alert, name, item);
create index alert_items_active on alert_items (item) where ended_at is null;

-- subscriptions that did not answer, since when
create table unreachable (
    subscription text primary key,
    since        timestamptz not null,
    message      text        not null
);

-- what nobody has been told of yet
create table news (
    id    bigint generated always as identity primary key,
    vault text        not null,
    alert uuid        not null references alerts (id) on delete cascade,
    kind  text        not null,
    items bigint      not null,
    at    timestamptz not null
);
create index news_vault on news (vault, at);

-- webhooks: addresses and their sealed secrets
create table notifications (
    vault      text primary key,
    mode       text        not null,
    severities jsonb       not null,
    recipients jsonb       not null,
    webhooks   jsonb       not null,
    changed_at timestamptz not null,
    version    bigint      not null default 1
);

-- The outbox: news on their way to one target each. next_at is also a lease of whoever sends it.
create table deliveries (
    id         uuid primary key,
    vault      text collate "C" not null,
    channel    text             not null,
    target     text             not null,
    status     text             not null default 'Pending',
    subject    text             not null,
    message    jsonb            not null,
    attempts   int              not null default 0,
    next_at    timestamptz      not null,
    last_error text,
    created_at timestamptz      not null,
    ended_at   timestamptz
);
create index deliveries_due on deliveries (channel, next_at) where status = 'Pending';
create index deliveries_vault on deliveries (vault, id desc);
