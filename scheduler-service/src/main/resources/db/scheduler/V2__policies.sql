-- One row a policy. next_at: the earliest nominal time that no run has begun for. occurrence: the run under way, cursor: the last item it was done
-- for. wake_at: when there is something to do, which is also a lease: whoever takes a row puts it off.
create table policies (
    vault      text        not null,
    policy     text        not null,
    created_at timestamptz not null,
    version    bigint      not null,
    schedule   jsonb       not null,
    since      timestamptz not null,
    next_at    timestamptz not null,
    occurrence timestamptz,
    cursor     uuid,
    wake_at    timestamptz not null,
    token      bigint      not null default 0,
    primary key (vault, policy)
);
create index policies_wake on policies (wake_at);
