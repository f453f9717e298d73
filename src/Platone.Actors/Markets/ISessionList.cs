using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets;

/// <summary>The sessions of an area. Implemented over the read models in <c>Scd</c>.</summary>
public interface ISessionList
{
    /// <summary>Sessions of an area with delivery in a time, in the order of their start and ids.</summary>
    /// <param name="area">The area.</param>
    /// <param name="from">First instant of the time.</param>
    /// <param name="until">First instant after it.</param>
    /// <param name="throughOrdering">Waits until the journal is read up to here; 0 not to wait.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<ListedSession>> OfAreaAsync(MarketAreaId area, DateTimeOffset from, DateTimeOffset until, long throughOrdering,
        CancellationToken cancellation);
}

/// <summary>A session in a list.</summary>
/// <param name="Id">The session.</param>
/// <param name="Kind">Day-ahead or real-time.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Start">First instant of delivery, UTC.</param>
/// <param name="End">First instant after it, UTC.</param>
public sealed record ListedSession(MarketSessionId Id, SessionKind Kind, SessionPhase Phase, DateTimeOffset Start, DateTimeOffset End);
