-- Cosignatures of checkpoints, and where each witness stands.
create table if not exists cosignature (size bigint not null, witness text not null, line text not null, at_s bigint not null,
    primary key (size, witness));
create table if not exists witness (witness text not null primary key, size bigint not null, at_us bigint, kind integer not null,
    problem text, since_us bigint);
