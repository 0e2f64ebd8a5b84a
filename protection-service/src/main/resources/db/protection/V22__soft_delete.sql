-- deleted by people, and kept until purge_at; of an item: all its data
alter table items
    add deleted_at timestamptz,
    add purge_at   timestamptz;
alter table points
    add deleted_at timestamptz,
    add purge_at   timestamptz;
