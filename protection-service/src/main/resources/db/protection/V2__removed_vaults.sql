-- deleted vaults whose files a mover has yet to remove; until then their place is taken
create table removed_vaults (
    id         uuid primary key,
    store_kind text  not null,
    store_path text  not null,
    vault      jsonb not null
);
