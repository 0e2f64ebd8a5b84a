-- Items are updated several times by each run of a schedule. With room on its page a new version needs no new entry in any index.
alter table items set (fillfactor = 80);
