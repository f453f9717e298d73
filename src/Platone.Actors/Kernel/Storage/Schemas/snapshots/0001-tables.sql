-- Snapshots, in the columns Akka.Persistence.Sql writes (its default table mapping).
-- sqlite:
create table if not exists snapshot (
    persistence_id nvarchar(255) not null, sequence_number integer not null, created integer not null, snapshot varbinary,
    manifest nvarchar(500), serializer_id integer, primary key (persistence_id, sequence_number));
-- postgresql:
create table if not exists snapshot (
    persistence_id KEY not null, sequence_number bigint not null, created bigint not null, snapshot bytea,
    manifest text, serializer_id integer, constraint "PK_snapshot" primary key (persistence_id, sequence_number));
