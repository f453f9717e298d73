using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>
/// The chain parts of bundles, in the ledger database: proofs a node gave of anchored heads. Kept, because nodes forget old states; were they
/// lost, nothing but these proofs would be.
/// </summary>
/// <param name="database">The ledger database.</param>
internal sealed class AnchorProofStore(Database database)
{
    private volatile bool _created;

    /// <summary>The proof of the first head that covers a leaf; null if none does.</summary>
    /// <param name="index">The leaf.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<BundleAnchor?> CoveringAsync(long index, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<Row>().Where(r => r.Size > index).OrderBy(r => r.Size).ThenBy(r => r.Ledger)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : StrictJson.Read(row.Proof, BundleAnchor.Read, BundleAnchor.Fields);
    }

    /// <summary>Whether there is one of a head.</summary>
    public async Task<bool> HasAsync(LedgerId ledger, string contract, long seq, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        return await connection.GetTable<Row>()
            .AnyAsync(r => r.Ledger == ledger.Value && r.Contract == contract && r.Seq == seq, cancellation).ConfigureAwait(false);
    }

    /// <summary>Keeps one.</summary>
    public async Task AddAsync(LedgerId ledger, string contract, BundleAnchor proof, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.InsertOrReplaceAsync(
            new Row { Ledger = ledger.Value, Contract = contract, Seq = proof.Seq, Size = proof.Size, Proof = proof.ToJson() },
            token: cancellation).ConfigureAwait(false);
    }

    /// <summary>Forgets those of a contract's heads from one on: the blocks they prove are gone.</summary>
    public async Task ForgetAsync(LedgerId ledger, string contract, long seq, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.GetTable<Row>().Where(r => r.Ledger == ledger.Value && r.Contract == contract && r.Seq >= seq)
            .DeleteAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<DataConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (!_created)
        {
            await LogSchema.EnsureCreatedAsync(database, cancellation).ConfigureAwait(false);
            _created = true;
        }
        return database.Connect();
    }

    [Table("anchor_proof")]
    private sealed class Row
    {
        [Column("ledger"), PrimaryKey(0)]
        public string Ledger { get; init; } = "";

        [Column("contract"), PrimaryKey(1)]
        public string Contract { get; init; } = "";

        [Column("seq"), PrimaryKey(2)]
        public long Seq { get; init; }

        [Column("size")]
        public long Size { get; init; }

        // As in a bundle; consistency is made when the bundle is.
        [Column("proof"), NotNull]
        public string Proof { get; init; } = "";
    }
}
