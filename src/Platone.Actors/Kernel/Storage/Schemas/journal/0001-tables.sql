-- Events, in the columns Akka.Persistence.Sql writes (its default table mapping).
-- sqlite:
create table if not exists journal (
    ordering integer not null primary key autoincrement, created integer not null, deleted bit not null,
    persistence_id nvarchar(255) not null, sequence_number integer not null, message varbinary not null, tags nvarchar(100),
    manifest nvarchar(500), identifier integer, writer_uuid nvarchar(128));
create unique index if not exists journal_uq on journal (persistence_id, sequence_number);
-- postgresql:
create table if not exists journal (
    ordering bigint generated always as identity constraint "PK_journal" primary key, created bigint not null, deleted boolean not null,
    persistence_id KEY not null, sequence_number bigint not null, message bytea not null, tags text,
    manifest text, identifier integer, writer_uuid text, constraint journal_uq unique (persistence_id, sequence_number));
