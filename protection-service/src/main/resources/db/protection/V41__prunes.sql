-- when the vault's space is given back the next time that nobody asks, and a share of its bytes read again
alter table vaults
    add column prune_at timestamptz not null default now() + interval '1 day',
    add column verify_at timestamptz not null default now() + interval '1 day';
create index vaults_prune_at on vaults (prune_at);
create index vaults_verify_at on vaults (verify_at);
