-- Answering when a schedule runs needs no memory. The schema is made now, so that the service is deployed, migrated and granted like
-- every other one before the first table arrives: the occurrences of live schedules.
comment on schema scheduler is 'Holdfast: when policies run';
