using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Raises and clears alarms of contracts: recorded, so that every node shows them, and logged once.</summary>
/// <param name="entities">The contracts.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">Takes a line for people.</param>
internal sealed class LedgerAlarms(IEntities entities, TimeProvider clock, Action<string> log)
{
    /// <summary>Raises one, or clears it.</summary>
    /// <param name="view">The contract.</param>
    /// <param name="kind">Which.</param>
    /// <param name="detail">What is wrong; null if nothing is.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SetAsync(ContractAnchorView view, LedgerAlarmKind kind, string? detail, CancellationToken cancellation)
    {
        if (view.Alarms.Any(a => a.Kind == kind) == detail is not null)
            return;
        var now = clock.GetUtcNow();
        await entities.DoAsync(detail is null
            ? new ClearLedgerAlarm(view.Id, kind, now)
            : new RaiseLedgerAlarm(view.Id, kind, detail, now), cancellation).ConfigureAwait(false);
        log(detail is null ? $"ledger {view.Id}: {kind} is over" : $"ledger {view.Id}: {kind}: {detail}");
    }
}
