using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets;

/// <summary>
/// What the market needs to know of PODs: baselines and metered energy. Implemented over the read models in <c>Scd</c>; answers only from
/// what is durable, and never from less of the journal than the caller has seen.
/// </summary>
public interface IMeterData
{
    /// <summary>Reads some PODs over some quarter hours, all as of one state of the read models.</summary>
    /// <param name="pods">Which.</param>
    /// <param name="first">The first quarter hour.</param>
    /// <param name="count">How many.</param>
    /// <param name="baselinesBefore">Only baselines recorded before this instant count: the gate's closing.</param>
    /// <param name="meteredBefore">Only energy recorded before this instant counts: a later correction leaves the value before it.</param>
    /// <param name="throughOrdering">Waits until the read models have reached this position of the journal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<MeterData> ReadAsync(IReadOnlyCollection<PodId> pods, QuarterHour first, int count, DateTimeOffset baselinesBefore,
        DateTimeOffset meteredBefore, long throughOrdering, CancellationToken cancellation);
}

/// <summary>Shorter ways to ask for meter data.</summary>
public static class MeterDataQueries
{
    /// <summary>Reads with all energy recorded so far.</summary>
    public static Task<MeterData> ReadAsync(this IMeterData meters, IReadOnlyCollection<PodId> pods, QuarterHour first, int count,
        DateTimeOffset baselinesBefore, long throughOrdering, CancellationToken cancellation) =>
        meters.ReadAsync(pods, first, count, baselinesBefore, DateTimeOffset.MaxValue, throughOrdering, cancellation);
}

/// <summary>What was read.</summary>
/// <param name="Pods">By POD, one for each that was asked for.</param>
/// <param name="LogSize">Entries in the log when it was read.</param>
public sealed record MeterData(IReadOnlyDictionary<PodId, PodMeterData> Pods, long LogSize);

/// <summary>What was read of a POD.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="BaselineW">Baseline of each quarter hour, W; null where nobody set one in time.</param>
/// <param name="MeteredJoules">Metered energy of each quarter hour, J, as last corrected; null where there is none.</param>
/// <param name="Through">The POD's last sequence number that went into this; 0 if nothing did.</param>
public sealed record PodMeterData(PodId Pod, ValueList<long?> BaselineW, ValueList<long?> MeteredJoules, long Through);
