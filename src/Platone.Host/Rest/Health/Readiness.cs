using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Host.Configuration;

namespace Platone.Host.Rest.Health;

/// <summary>Whether a node can do its work.</summary>
/// <param name="Ready">Whether it can.</param>
/// <param name="Journal"><c>ok</c>, or what is wrong.</param>
/// <param name="Scd"><c>ok</c>, or what is wrong.</param>
/// <param name="Lag">Journal rows the slowest read model is behind; at most one more than the bound; null if not known.</param>
/// <param name="Ledger">
/// Anchoring: <c>off</c>, <c>ok</c>, or the kinds of alarm, separated by commas. It does not make the node less ready: nothing waits for a chain.
/// </param>
internal sealed record ReadinessView(bool Ready, string Journal, string Scd, int? Lag, string Ledger);

/// <summary>Looks whether journal and read models answer, and whether the read models keep up (<c>platone.http.ready-lag</c>).</summary>
internal sealed class Readiness(IJournalTail journal, IScd scd, ILedgers ledgers, TimeProvider clock, PlatoneOptions options)
{
    private const string Good = "ok";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Looks.</summary>
    public async Task<ReadinessView> CheckAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        IReadOnlyList<ProjectionRow> projections = [];
        var scdState = await AskAsync(async () => projections = await scd.ProjectionsAsync(either.Token), cancellation);
        int? lag = null;
        var slowest = projections.Count == 0 ? 0 : projections.Min(p => p.Ordering);
        var bound = options.Http.ReadyLag;
        var journalState = await AskAsync(async () => lag = (await journal.ReadAsync(slowest, bound + 1, either.Token)).Count, cancellation);
        IReadOnlyList<LedgerStatus> status = [];
        var ledgerState = await AskAsync(async () => status = await ledgers.StatusAsync(either.Token), cancellation);
        if (ledgerState == Good)
            ledgerState = status.Count == 0 ? "off" : Alarms(status) is { Length: > 0 } alarms ? alarms : Good;
        return new ReadinessView(scdState == Good && journalState == Good && lag <= bound, journalState, scdState, scdState == Good ? lag : null,
            ledgerState);
    }

    private static string Alarms(IReadOnlyList<LedgerStatus> status) =>
        string.Join(", ", status.SelectMany(s => s.Alarms).Select(a => Json.ApiJson.Name(a.Kind)).Distinct().Order(StringComparer.Ordinal));

    private static async Task<string> AskAsync(Func<Task> ask, CancellationToken cancellation)
    {
        try
        {
            await ask();
            return Good;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it is, the node is not ready; the type says enough to a prober, the message might say too much.
            return e.GetType().Name;
        }
    }
}
