using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Log;

/// <summary>Tables of the ledger database.</summary>
internal static class LogSchema
{
    private const string Sqlite = """
        create table if not exists tile (level integer not null, idx integer not null, hashes blob not null, primary key (level, idx));
        create table if not exists leaf_orderings (idx integer not null primary key, first_ordering integer not null,
          orderings blob not null);
        create unique index if not exists leaf_orderings_first on leaf_orderings (first_ordering);
        create table if not exists head (id integer not null primary key check (id = 1), size integer not null, root blob not null,
          ordering integer not null, pending_since_us integer);
        create table if not exists checkpoint (size integer not null primary key, root blob not null, note text not null,
          sealed_at_us integer not null, ordering integer not null);
        create table if not exists log_key (id integer not null primary key check (id = 1), origin text not null, sealed blob not null);
        create table if not exists leaf_commitments (idx integer not null primary key, commitments blob not null);
        """;

    // Hashes do not compress: PostgreSQL need not try.
    private const string PostgreSql = """
        create table if not exists tile (level integer not null, idx bigint not null, hashes bytea not null, primary key (level, idx));
        alter table tile alter column hashes set storage external;
        create table if not exists leaf_orderings (idx bigint not null primary key, first_ordering bigint not null,
          orderings bytea not null);
        create unique index if not exists leaf_orderings_first on leaf_orderings (first_ordering);
        create table if not exists head (id integer not null primary key check (id = 1), size bigint not null, root bytea not null,
          ordering bigint not null, pending_since_us bigint);
        create table if not exists checkpoint (size bigint not null primary key, root bytea not null, note text not null,
          sealed_at_us bigint not null, ordering bigint not null);
        create table if not exists log_key (id integer not null primary key check (id = 1), origin text not null, sealed bytea not null);
        create table if not exists leaf_commitments (idx bigint not null primary key, commitments bytea not null);
        alter table leaf_commitments alter column commitments set storage external;
        """;

    private static readonly string EmptyRoot = Convert.ToHexStringLower(MerkleHash.Empty);

    /// <summary>Makes the tables and the head of the empty log where they are missing.</summary>
    public static Task EnsureCreatedAsync(Database database, CancellationToken cancellation) => database.EnsureCreatedAsync(
        $"{Sqlite} insert into head (id, size, root, ordering) values (1, 0, x'{EmptyRoot}', 0) on conflict do nothing;",
        $@"{PostgreSql} insert into head (id, size, root, ordering) values (1, 0, '\x{EmptyRoot}', 0) on conflict do nothing;",
        cancellation);
}
