using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>
/// How a portfolio delivered in a session, by a version of its settlement: the trials of the platform's estimate of its reliability
/// (market, "Requests and offers").
/// </summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Version of the settlement, from 1.</param>
/// <param name="Orders">Orders of the session that have metered lines, 0 or more.</param>
/// <param name="Delivered">Sum of the shares of their ordered energy that were delivered, 0 to <paramref name="Orders"/>.</param>
public sealed record SessionDelivery(MarketSessionId Session, int Version, int Orders, decimal Delivered)
{
    /// <summary>Whether the numbers can be.</summary>
    public bool IsPossible => Version > 0 && Orders >= 0 && Delivered >= 0 && Delivered <= Orders;
}
