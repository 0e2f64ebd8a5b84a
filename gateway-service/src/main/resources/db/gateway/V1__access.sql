-- Secrets are kept as SHA-256 only. kind: Admin, Session, Ticket.
create table credential (
    hash       bytea primary key,
    kind       text not null,
    name       text not null,
    created_at timestamptz not null,
    expires_at timestamptz
);
create unique index one_admin on credential (kind) where kind = 'Admin';
create index credential_expiry on credential (expires_at);

-- A row without a status belongs to a request that is running, or whose gateway died.
create table idempotency (
    caller       text not null,
    key          text not null,
    request_hash bytea not null,
    started_at   timestamptz not null,
    status       int,
    headers      jsonb,
    body         text,
    primary key (caller, key)
);
create index idempotency_age on idempotency (started_at);
