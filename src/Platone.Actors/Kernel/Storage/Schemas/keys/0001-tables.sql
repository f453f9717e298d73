-- Secrets sealed under the master key, tombstones, and the directory of names. key_change only where several nodes may share the store.
create table if not exists subject_secret (subject text not null primary key, month integer not null, sealed BYTES not null);
create table if not exists erased_subject (subject text not null primary key, at_us bigint not null);
create table if not exists directory (kind integer not null, lookup BYTES not null, pseudonym text not null, sealed BYTES not null,
    primary key (kind, lookup));
create unique index if not exists directory_pseudonym on directory (kind, pseudonym);
create table if not exists master_check (id integer not null primary key, sealed BYTES not null);
-- postgresql:
create table if not exists key_change (number bigint generated always as identity primary key, kind integer not null,
    name text not null, month integer not null);
