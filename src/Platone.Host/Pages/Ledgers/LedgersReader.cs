using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Notary;

namespace Platone.Host.Pages.Ledgers;

/// <summary>
/// Reads the page of the ledgers for one viewer. What is cheap is read at every look; chains are asked, and rows added up, less often, and a chain
/// that does not answer holds nothing up.
/// </summary>
internal sealed class LedgersReader(ILedgers ledgers, INotary notary, IScd scd, IMarketScd market, TimeProvider clock)
{
    private static readonly TimeSpan ChainPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ChainPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RowsPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<LedgerId, (ChainLook? Look, string? Fault)> _looks = [];
    private readonly Dictionary<LedgerId, IReadOnlyList<HeadsOnChain>> _heads = [];
    private IReadOnlyList<TokenTotalsRow> _tokens = [];
    private LagWindow? _window;
    private Seal? _seal;
    private long _chainsAt;
    private long _rowsAt;

    /// <summary>What there is to see now.</summary>
    /// <param name="window">What time the chart is to show.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LedgersData> ReadAsync(LagWindow window, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (size, _) = await notary.HeadAsync(cancellation);
        _seal = (await notary.SealsAsync(_seal?.TreeSize ?? 0, cancellation)).LastOrDefault() ?? _seal;
        var status = await ledgers.StatusAsync(cancellation);
        if (IsOver(ref _chainsAt, ChainPause))
            await Task.WhenAll(status.Select(s => LookAsync(s.Id, cancellation)));
        if (IsOver(ref _rowsAt, RowsPause) || window != _window)
        {
            _window = window;
            foreach (var s in status)
            {
                _heads[s.Id] = s.Contracts.GetValueOrDefault(ContractKind.EventLog) is { } log
                    ? await scd.AnchoredHeadsAsync(log.Id, now - window.Length, cancellation)
                    : [];
            }
            _tokens = await market.TokenTotalsAsync(cancellation);
        }
        return new LedgersData(now, size, _seal, [.. status.Select(Panel)], _tokens, window);
    }

    private LedgerPanel Panel(LedgerStatus status)
    {
        var (look, fault) = _looks.GetValueOrDefault(status.Id);
        return new LedgerPanel(status, look, fault, _heads.GetValueOrDefault(status.Id, []));
    }

    private async Task LookAsync(LedgerId ledger, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ChainPatience);
        (ChainLook?, string?) found;
        try
        {
            found = (await ledgers.LookAsync(ledger, patience.Token), null);
        }
        catch (ChainUnreachableException e)
        {
            found = (null, e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            found = (null, $"no answer within {ChainPatience.TotalSeconds:0} s");
        }
        lock (_looks)
            _looks[ledger] = found;
    }

    // By real time: the node's may be simulated.
    private static bool IsOver(ref long at, TimeSpan pause)
    {
        if (at != 0 && TimeProvider.System.GetElapsedTime(at) < pause)
            return false;
        at = TimeProvider.System.GetTimestamp();
        return true;
    }
}
