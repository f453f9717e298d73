using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing;

/// <summary>A need for flexibility, as the clearing sees it.</summary>
/// <param name="Id">The request.</param>
/// <param name="IsDso">Whether a DSO asks: all of those are cleared before any other.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Buses">Its area; null is the whole network.</param>
/// <param name="Power">What is needed, W, one value an interval.</param>
/// <param name="PriceCap">The dearest price that is paid, EUR/MWh; null is any.</param>
/// <param name="Priority">Smaller ones are cleared first; of one priority, those that stand first in the problem's list (order of arrival).</param>
public sealed record ClearingRequest(RequestId Id, bool IsDso, Direction Direction, ValueList<string>? Buses, PowerProfile Power,
    decimal? PriceCap = null, int Priority = 0);
