-- when the vault's space is given back the next time that nobody asks
alter table vaults add column prune_at timestamptz not null default now() + interval '1 day';
create index vaults_prune_at on vaults (prune_at);
