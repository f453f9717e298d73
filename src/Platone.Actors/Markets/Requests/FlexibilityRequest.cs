using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Requests;

/// <summary>What a system operator asks for (market, "Requests and offers").</summary>
/// <param name="Id">Its name, given by the requester.</param>
/// <param name="Requester">Who asks.</param>
/// <param name="IsDso">Whether that is the DSO, whose requests are served before the TSO's.</param>
/// <param name="Service">What it is for.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Buses">The buses it can be served at, in order; null for the whole network.</param>
/// <param name="Power">Power asked for in each interval of the session, W, 0 or more.</param>
/// <param name="PriceCap">Most it pays, EUR/MWh; null for any price.</param>
/// <param name="Priority">Lower is served first among the requests of DSO or TSO.</param>
/// <param name="ExpiresAt">First instant it no longer stands, UTC.</param>
public sealed record FlexibilityRequest(RequestId Id, ParticipantId Requester, bool IsDso, FlexibilityService Service, Direction Direction,
    ValueList<string>? Buses, PowerProfile Power, decimal? PriceCap, int Priority, DateTimeOffset ExpiresAt);

/// <summary>What a request is for. The numbers are stored: never change one.</summary>
public enum FlexibilityService
{
    /// <summary>Relieving an overloaded branch.</summary>
    Congestion = 1,

    /// <summary>Keeping voltages in their band.</summary>
    Voltage = 2,

    /// <summary>Balancing the system.</summary>
    Balancing = 3,
}
