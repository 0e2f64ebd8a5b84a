-- few among very many: what dry runs and counts look for
create index points_deleted on points (vault) where deleted_at is not null;
create index items_deleted on items (vault) where deleted_at is not null;
