-- What prunes and backups of a vault agree on. epoch: counts the times that packs were condemned. prune_*: the run whose turn it is; earlier ones are refused.
create table vaults (
    vault       uuid   primary key,
    epoch       bigint not null default 0,
    prune_job   uuid,
    prune_token bigint
);

-- Packs that are to go. doomed: they may vanish at any moment, and never come back.
create table leaving_packs (
    vault  uuid        not null,
    pack   text        not null,
    epoch  bigint      not null, -- backups of an earlier one may rely on the pack
    doomed boolean     not null default false,
    since  timestamptz not null default now(),
    primary key (vault, pack)
);

-- Of backups: where they write, since when, and what they build upon.
alter table work
    add column vault_id uuid,
    add column epoch    bigint,
    add column base     uuid;

create index work_by_vault on work (vault_id) where vault_id is not null;
