using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd;
using Platone.Host.Configuration;

namespace Platone.Host.Rest.Health;

/// <summary>Whether a node can do its work.</summary>
/// <param name="Ready">Whether it can.</param>
/// <param name="Journal"><c>ok</c>, or what is wrong.</param>
/// <param name="Scd"><c>ok</c>, or what is wrong.</param>
/// <param name="Lag">Journal rows the slowest read model is behind; at most one more than the bound; null if not known.</param>
internal sealed record ReadinessView(bool Ready, string Journal, string Scd, int? Lag);

/// <summary>Looks whether journal and read models answer, and whether the read models keep up (<c>platone.http.ready-lag</c>).</summary>
internal sealed class Readiness(IJournalTail journal, IScd scd, TimeProvider clock, PlatoneOptions options)
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
        return new ReadinessView(scdState == Good && journalState == Good && lag <= bound, journalState, scdState, scdState == Good ? lag : null);
    }

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
