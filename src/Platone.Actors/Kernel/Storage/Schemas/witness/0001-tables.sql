-- A witness's name and sealed key, and of each log the checkpoint it cosigned last, as it was sent: evidence if the log splits its view.
create table if not exists witness_key (id integer not null primary key check (id = 1), name text not null, sealed BYTES not null);
create table if not exists cosigned (origin text not null primary key, size bigint not null, root BYTES not null, note text not null,
    at_us bigint not null);
