using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Ledgers;

/// <summary>Calls that contracts were asked for, and where they took effect.</summary>
internal sealed class LedgerCallsProjection() : Projection("ledger-calls", ["ledger_call"],
    typeof(CallRequested), typeof(CallFinalised), typeof(CallAbandoned), typeof(CallUndone))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var calls = await TouchedRows<(string Ledger, string Contract, string Name), LedgerCallRecord>.ReadAsync(entries.Select(KeyOf), async some =>
            {
                var (names, wanted) = (some.Select(k => k.Name).ToList(), some.ToHashSet());
                var rows = await connection.GetTable<LedgerCallRecord>().Where(c => names.Contains(c.Name)).ToListAsync(cancellation)
                    .ConfigureAwait(false);
                return [.. rows.Where(r => wanted.Contains((r.Ledger, r.Contract, r.Name)))];
            }, r => (r.Ledger, r.Contract, r.Name)).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            var key = KeyOf(entry);
            switch (entry.Event)
            {
                case CallRequested e:
                    calls.Put(key, new LedgerCallRecord
                    {
                        Ledger = key.Ledger,
                        Contract = key.Contract,
                        Name = key.Name,
                        Lane = e.Call.Lane,
                        RequestedAtUs = e.RecordedAt.Us(),
                        Awards = FlexMarketAbi.AwardsIn(e.Call.Data.Items.AsSpan()),
                        Ordering = entry.Ordering,
                    });
                    break;
                case CallFinalised e:
                    calls.Change(key, c => c with
                    {
                        TransactionHash = e.Receipt.Transaction.ToString(),
                        BlockNumber = checked((long)e.Receipt.Block.Number),
                        BlockHash = e.Receipt.Block.Hash.ToString(),
                        FinalAtUs = e.RecordedAt.Us(),
                    });
                    break;
                case CallUndone:
                    calls.Change(key, c => c with { TransactionHash = null, BlockNumber = null, BlockHash = null, FinalAtUs = null });
                    break;
                case CallAbandoned e:
                    calls.Change(key, c => c with { GivenUp = e.Reason });
                    break;
            }
        }
        await calls.WriteAsync(connection, cancellation).ConfigureAwait(false);
    }

    private (string Ledger, string Contract, string Name) KeyOf(JournalEntry entry) => entry.Event switch
    {
        CallRequested e => (e.Id.Ledger.Value, e.Id.Contract.ToString(), e.Call.Name),
        CallFinalised e => (e.Id.Ledger.Value, e.Id.Contract.ToString(), e.Name),
        CallAbandoned e => (e.Id.Ledger.Value, e.Id.Contract.ToString(), e.Name),
        CallUndone e => (e.Id.Ledger.Value, e.Id.Contract.ToString(), e.Call.Name),
        var other => throw new UnknownEventException(Name, other),
    };
}
