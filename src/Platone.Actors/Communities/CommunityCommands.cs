using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Communities;

/// <summary>What a community can be asked to do.</summary>
/// <param name="Id">The community.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record CommunityCommand(CommunityId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "community";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Registers the community. The same again has no effect; other values are a conflict.</summary>
/// <param name="Id">The community.</param>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it: the name of a place, not of a person; null for none.</param>
/// <param name="Battery">The battery its controller leads; null if it has none.</param>
/// <param name="At">When.</param>
public sealed record RegisterCommunity(CommunityId Id, NetworkId Network, string Bus, string? Name, BatteryId? Battery, DateTimeOffset At)
    : CommunityCommand(Id, At);

/// <summary>A community's particulars.</summary>
/// <param name="Network">The distribution network it is part of.</param>
/// <param name="Bus">The bus of its substation there.</param>
/// <param name="Name">What people call it; null for none.</param>
/// <param name="Battery">The battery its controller leads; null if it has none.</param>
public sealed record CommunityRegistration(NetworkId Network, string Bus, string? Name, BatteryId? Battery);
