-- How far each process manager has read, and what is behind a POD, for its erasure. Versions before made these tables without a script: they
-- stay as they are, and also where the read models are made anew, for no read model has them.
create table if not exists process_offset (process text not null primary key, ordering bigint not null);
create table if not exists behind_pod (kind text not null, id text not null, pod text not null, primary key (kind, id));
