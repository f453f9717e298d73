-- Readings lie in a partition a day (UTC) on PostgreSQL, found by POD and time: the key of before took as much room as the rows, and each is
-- written once, with the offset. What there was becomes one partition up to the end of its last day; no row is copied. And it is known
-- of which detail rows were dropped, and up to when (docs/postgresql.md).
create table dropped_detail (
    detail KEY primary key, before_us bigint not null, at_us bigint not null);
-- postgresql:
alter table reading rename to reading_unpartitioned;
alter table reading_unpartitioned drop constraint reading_pkey;
create table reading (like reading_unpartitioned including defaults including constraints) partition by range (time_us);
create index reading_pod_time on reading (pod, time_us);
do $$
declare
    day_us constant bigint := 86400000000;
    newest_us bigint := (select max(time_us) from reading_unpartitioned);
    end_us bigint;
    partition_name text;
begin
    if newest_us is null then
        drop table reading_unpartitioned;
        return;
    end if;
    end_us := floor(newest_us::numeric / day_us) * day_us + day_us;
    partition_name := 'reading_before_' || to_char(to_timestamp(end_us / 1000000) at time zone 'UTC', 'YYYYMMDD');
    execute format('alter table reading_unpartitioned rename to %I', partition_name);
    execute format('alter table reading attach partition %I for values from (minvalue) to (%s)', partition_name, end_us);
end
$$;
