-- Of a status or an operation that most jobs have, the newest are found by walking the newest of all; only the rare ones are worth an entry for each job.
drop index job_newest_of_status;
create index job_newest_of_status on job (status, created_at desc, id desc)
    where status in ('InProgress', 'Cancelling', 'CompletedWithWarnings', 'Failed', 'Cancelled');
drop index job_newest_of_operation;
create index job_newest_of_operation on job (operation, created_at desc, id desc) where operation <> 'Backup';
