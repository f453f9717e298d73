using System.Security.Cryptography;
using System.Text;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>
/// The grants of tokens that one batch of events touches: those it makes, and those whose way to a chain goes on in it. A contract is asked
/// for the tokens of an event as a whole; what of it waits for a POD's account has no id until it follows, all that waits of a POD under one. So
/// by their event is found what is asked for, by the POD what follows, by the id what is minted.
/// </summary>
internal sealed class TouchedGrants
{
    // SQLite takes 32,766 parameters.
    private const int KeysInAQuery = 2_000;

    private const string Stream = $"{GrantTokens.EntityKind}-";

    private readonly Dictionary<(string Session, long EventNr, int Unit), TokenGrantRecord> _rows = [];
    private readonly Dictionary<(string Session, long EventNr), List<int>> _units = [];
    private readonly Dictionary<string, HashSet<(string Session, long EventNr, int Unit)>> _settlements = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Session, long EventNr, int Unit)>> _pods = new(StringComparer.Ordinal);
    private readonly HashSet<(string Session, long EventNr, int Unit)> _new = [];
    private readonly HashSet<(string Session, long EventNr, int Unit)> _changed = [];

    private TouchedGrants()
    {
    }

    /// <summary>Reads those that are there of what a batch may touch.</summary>
    public static async Task<TouchedGrants> ReadAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var grants = new TouchedGrants();
        var events = entries.Where(e => e.EventType == typeof(MintRequested)).Select(e => CauseOf((MintRequested)e.Event))
            .OfType<(string, long)>().ToHashSet();
        foreach (var some in events.Chunk(KeysInAQuery))
        {
            var (sessions, numbers) = (some.Select(e => e.Item1).Distinct().ToList(), some.Select(e => e.Item2).Distinct().ToList());
            grants.Keep((await connection.GetTable<TokenGrantRecord>().Where(g => sessions.Contains(g.Session) && numbers.Contains(g.EventNr))
                .ToListAsync(cancellation).ConfigureAwait(false)).Where(g => events.Contains((g.Session, g.EventNr))));
        }
        var pods = entries.Where(e => e.EventType == typeof(WaitingRequested)).Select(e => ((WaitingRequested)e.Event).Waiting?.Pod.ToString())
            .OfType<string>().Distinct();
        foreach (var some in pods.Chunk(KeysInAQuery))
        {
            grants.Keep(await connection.GetTable<TokenGrantRecord>().Where(g => some.Contains(g.Pod) && g.Ledger != null && g.AskedAtUs == null)
                .ToListAsync(cancellation).ConfigureAwait(false));
        }
        var settlements = entries.Where(e => e.EventType == typeof(TokensMinted) || e.EventType == typeof(TokensUndone))
            .Select(e => (e.Event is TokensMinted minted ? minted.Settlement : ((TokensUndone)e.Event).Mint.Settlement).ToString()).Distinct();
        foreach (var some in settlements.Chunk(KeysInAQuery))
        {
            grants.Keep(await connection.GetTable<TokenGrantRecord>().Where(g => some.Contains(g.Settlement))
                .ToListAsync(cancellation).ConfigureAwait(false));
        }
        return grants;
    }

    /// <summary>Takes new ones.</summary>
    public void Add(IEnumerable<TokenGrantRecord> rows)
    {
        foreach (var row in rows)
        {
            Keep([row]);
            _new.Add(KeyOf(row));
        }
    }

    /// <summary>A contract was asked for tokens.</summary>
    public void Ask(MintRequested e)
    {
        if (CauseOf(e) is not { } cause || !_units.TryGetValue(cause, out var units))
            return;
        var waiting = e.Waiting.Select(g => g.Pod.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var key in units.Select(unit => (cause.Session, cause.EventNr, unit)))
        {
            var row = _rows[key];
            var batch = Hash256.Parse("0x" + TokenSettlementId.Of(new MarketSessionId(row.Session), row.Version, row.Batch).Hex);
            if (e.Mint.Settlement == batch)
            {
                var waits = waiting.Contains(row.Pod);
                // Asked of another contract than before, that one counts from now on.
                Change(key, row with
                {
                    Ledger = e.Id.Ledger.Value,
                    Contract = e.Id.Contract.ToString(),
                    Settlement = waits ? null : batch.ToString(),
                    AskedAtUs = waits ? null : e.RecordedAt.Us(),
                    TransactionHash = null,
                    BlockNumber = null,
                    BlockHash = null,
                    FinalAtUs = null,
                });
            }
            else if (Waits(row, e.Id) && e.Mint.Settlement == FirstForm(batch, row.Pod))
            {
                Change(key, row with { Settlement = e.Mint.Settlement.ToString(), AskedAtUs = e.RecordedAt.Us() });
            }
        }
    }

    /// <summary>A contract was asked for what had waited for a POD's account. Of a POD that was erased since there is nothing.</summary>
    public void Follow(WaitingRequested e)
    {
        if (e.Waiting is not { } waiting)
            return;
        foreach (var key in _pods.GetValueOrDefault(waiting.Pod.ToString(), []))
        {
            if (_rows[key] is var row && Waits(row, e.Id))
                Change(key, row with { Settlement = waiting.Mint.Settlement.ToString(), AskedAtUs = e.RecordedAt.Us() });
        }
    }

    /// <summary>A contract has them for good.</summary>
    public void Mint(TokensMinted e)
    {
        foreach (var key in _settlements.GetValueOrDefault(e.Settlement.ToString(), []))
        {
            if (_rows[key] is var row && IsOf(row, e.Id, e.Settlement))
            {
                Change(key, row with
                {
                    TransactionHash = e.Receipt.Transaction.ToString(),
                    BlockNumber = checked((long)e.Receipt.Block.Number),
                    BlockHash = e.Receipt.Block.Hash.ToString(),
                    FinalAtUs = e.RecordedAt.Us(),
                });
            }
        }
    }

    /// <summary>The chain lost them: they are under way again.</summary>
    public void Undo(TokensUndone e)
    {
        foreach (var key in _settlements.GetValueOrDefault(e.Mint.Settlement.ToString(), []))
        {
            if (_rows[key] is var row && IsOf(row, e.Id, e.Mint.Settlement))
                Change(key, row with { TransactionHash = null, BlockNumber = null, BlockHash = null, FinalAtUs = null });
        }
    }

    /// <summary>Writes what is new and what was changed.</summary>
    public async Task WriteAsync(DataConnection connection, CancellationToken cancellation)
    {
        await connection.InsertAsync<TokenGrantRecord>([.. _new.Select(key => _rows[key])], cancellation).ConfigureAwait(false);
        await connection.ReplaceAsync<TokenGrantRecord>([.. _changed.Where(key => !_new.Contains(key)).Select(key => _rows[key])], cancellation)
            .ConfigureAwait(false);
    }

    private static (string Session, long EventNr)? CauseOf(MintRequested e) =>
        e.Mint.Cause is var (stream, number) && stream.StartsWith(Stream, StringComparison.Ordinal) ? (stream[Stream.Length..], number) : null;

    // Until November 2026 each grant that had waited followed by itself: SHA-256(batch id || pseudonym). Journals keep that.
    private static Hash256 FirstForm(Hash256 batch, string pod) => new(SHA256.HashData([.. batch.ToBytes(), .. Encoding.ASCII.GetBytes(pod)]));

    private static bool IsAt(TokenGrantRecord row, ContractAnchorId contract) =>
        row.Ledger == contract.Ledger.Value && row.Contract == contract.Contract.ToString();

    private static bool IsOf(TokenGrantRecord row, ContractAnchorId contract, Hash256 settlement) =>
        IsAt(row, contract) && row.Settlement == settlement.ToString();

    private static bool Waits(TokenGrantRecord row, ContractAnchorId contract) => IsAt(row, contract) && row.AskedAtUs is null;

    private static (string Session, long EventNr, int Unit) KeyOf(TokenGrantRecord row) => (row.Session, row.EventNr, row.Unit);

    private void Keep(IEnumerable<TokenGrantRecord> rows)
    {
        foreach (var row in rows)
        {
            if (!_rows.TryAdd(KeyOf(row), row))
                continue;
            if (!_units.TryGetValue((row.Session, row.EventNr), out var units))
                _units[(row.Session, row.EventNr)] = units = [];
            units.Add(row.Unit);
            if (!_pods.TryGetValue(row.Pod, out var ofPod))
                _pods[row.Pod] = ofPod = [];
            ofPod.Add(KeyOf(row));
            Index(row);
        }
    }

    private void Change((string Session, long EventNr, int Unit) key, TokenGrantRecord row)
    {
        _rows[key] = row;
        _changed.Add(key);
        Index(row);
    }

    private void Index(TokenGrantRecord row)
    {
        if (row.Settlement is not { } settlement)
            return;
        if (!_settlements.TryGetValue(settlement, out var keys))
            _settlements[settlement] = keys = [];
        keys.Add(KeyOf(row));
    }
}
