using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Scd.Tables;

namespace Platone.Actors.Scd.Projections;

/// <summary>Calls that contracts were asked for by name, and what became of them.</summary>
internal sealed class ContractCallsProjection() : Projection("contract-calls", ["contract_call"], typeof(CallRequested),
    typeof(CallFinalised), typeof(CallAbandoned))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var calls = await TouchedRows<(string Contract, string Name), ContractCallRecord>.ReadAsync(entries.Select(KeyOf),
            some => ReadAsync(connection, some, cancellation), c => (c.Contract, c.Name)).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            var key = KeyOf(entry);
            switch (entry.Event)
            {
                case CallRequested e:
                    calls.Put(key, new ContractCallRecord
                    {
                        Contract = key.Contract, Name = key.Name, Lane = e.Call.Lane, State = ContractCallRecord.Requested,
                        RequestedAtUs = e.RecordedAt.Us(), Ordering = entry.Ordering,
                    });
                    break;
                case CallFinalised e:
                    calls.Change(key, c => Final(c, e.Receipt, e.RecordedAt) with { Ordering = entry.Ordering });
                    break;
                case CallAbandoned e:
                    calls.Change(key, c => c with
                    {
                        State = ContractCallRecord.Abandoned, Reason = e.Reason, EndedAtUs = e.RecordedAt.Us(), Ordering = entry.Ordering,
                    });
                    break;
            }
        }
        await calls.WriteAsync(connection, cancellation).ConfigureAwait(false);
    }

    private static async Task<List<ContractCallRecord>> ReadAsync(DataConnection connection, (string Contract, string Name)[] keys,
        CancellationToken cancellation)
    {
        var rows = new List<ContractCallRecord>();
        foreach (var of in keys.GroupBy(k => k.Contract, k => k.Name))
        {
            var (contract, names) = (of.Key, of.ToArray());
            rows.AddRange(await connection.GetTable<ContractCallRecord>().Where(c => c.Contract == contract && names.Contains(c.Name))
                .ToListAsync(cancellation).ConfigureAwait(false));
        }
        return rows;
    }

    private (string Contract, string Name) KeyOf(JournalEntry entry) => entry.Event switch
    {
        CallRequested e => (e.Id.ToString(), e.Call.Name),
        CallFinalised e => (e.Id.ToString(), e.Name),
        CallAbandoned e => (e.Id.ToString(), e.Name),
        var other => throw new UnknownEventException(Name, other),
    };

    private static ContractCallRecord Final(ContractCallRecord call, ChainReceipt receipt, DateTimeOffset at) => call with
    {
        State = ContractCallRecord.Final,
        TransactionHash = receipt.Transaction.ToString(),
        BlockNumber = checked((long)receipt.Block.Number),
        BlockHash = receipt.Block.Hash.ToString(),
        EndedAtUs = at.Us(),
    };
}
