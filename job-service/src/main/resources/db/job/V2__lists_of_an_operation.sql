-- Lists of an operation that is rare among millions of others.
create index job_newest_of_operation on job (operation, created_at desc, id desc);
