-- The log: tiles of hashes, what they are the hashes of, and its head, empty at first; and what was proven on chains.
create table if not exists tile (level integer not null, idx bigint not null, hashes BYTES not null, primary key (level, idx));
create table if not exists leaf_orderings (idx ID not null primary key, first_ordering bigint not null, orderings BYTES not null);
create unique index if not exists leaf_orderings_first on leaf_orderings (first_ordering);
create table if not exists head (id integer not null primary key check (id = 1), size bigint not null, root BYTES not null,
    ordering bigint not null, pending_since_us bigint);
create table if not exists checkpoint (size ID not null primary key, root BYTES not null, note text not null,
    sealed_at_us bigint not null, ordering bigint not null);
create table if not exists log_key (id integer not null primary key check (id = 1), origin text not null, sealed BYTES not null);
create table if not exists leaf_commitments (idx ID not null primary key, commitments BYTES not null);
create table if not exists anchor_proof (ledger text not null, contract text not null, seq bigint not null, size bigint not null,
    proof text not null, primary key (ledger, contract, seq));
create index if not exists anchor_proof_size on anchor_proof (size);
-- sqlite:
insert into head (id, size, root, ordering) values (1, 0, x'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0) on conflict do nothing;
-- postgresql:
insert into head (id, size, root, ordering) values (1, 0, '\xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0) on conflict do nothing;
-- Hashes do not compress: the server need not try.
alter table tile alter column hashes set storage external;
alter table leaf_commitments alter column commitments set storage external;
