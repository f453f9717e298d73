namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>A session's power in one interval, W. Upward and downward flexibility count as positive both.</summary>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="Start">Its first instant, UTC.</param>
/// <param name="RequestedW">Asked for by all requests.</param>
/// <param name="AwardedW">Awarded; 0 until published.</param>
/// <param name="ActivatedW">Called for.</param>
/// <param name="DeliveredW">
/// Delivered by the PODs with set points, each at most what it was told: baseline less metered, or metered less baseline; null until
/// every one of them is metered.
/// </param>
/// <param name="BaselineW">Sum of the baselines of the PODs of its awards; null where there is none.</param>
/// <param name="MeteredW">Sum of their metered mean power; null until every one of them is metered.</param>
public sealed record SessionPowerRow(int Interval, DateTimeOffset Start, long RequestedW, long AwardedW, long ActivatedW, decimal? DeliveredW,
    long? BaselineW, decimal? MeteredW);
