-- Queues are looked at by cloud service: each has a limit of its own, and nobody waits behind jobs of one that is at its limit.
drop index job_queued;
create index job_queued on job (lane, coalesce(subscription, ''), coalesce(item_cloud_service, ''), operation, created_at, id)
    where status = 'Queued';
