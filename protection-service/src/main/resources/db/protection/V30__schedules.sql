alter table policies rename column schedule to schedules;
update policies set schedules = jsonb_build_array(schedules);
