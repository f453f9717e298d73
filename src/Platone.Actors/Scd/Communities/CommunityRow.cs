using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Communities;

/// <summary>An energy community.</summary>
/// <param name="Community">Its id.</param>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it; null for none.</param>
/// <param name="Battery">The battery its controller leads; null if it has none.</param>
/// <param name="Event">The event it was registered by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record CommunityRow(CommunityId Community, NetworkId Network, string Bus, string? Name, BatteryId? Battery, EventId Event,
    Certification Certification);
