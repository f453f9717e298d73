using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization;

namespace Platone.Actors.Communities;

/// <summary>The community's codec table. Nothing is personal.</summary>
public static class CommunityTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("community")
        .Event<CommunityRegistered>("registered", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.CommunityRegistered { Community = e.Id.Value, Registration = ToWire(e.Registration) }), DecodeRegistered,
            UnitLayout.OneOpen(Wire.CommunityRegistered.Descriptor))
        .Snapshot<Community>(1, s => SubjectOf(s.Id), s => s.RecordedAt,
            s => Content.Open(new Wire.Snapshot { Community = s.Id.Value, Registration = s.Registration is { } r ? ToWire(r) : null }),
            DecodeSnapshot, UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(CommunityId community) => $"{CommunityCommand.EntityKind}-{community}";

    private static CommunityRegistered DecodeRegistered(DecodingEvent d)
    {
        var open = d.Open(Wire.CommunityRegistered.Parser);
        return open.Registration is { } registration
            ? new CommunityRegistered(CommunityId.Parse(open.Community), FromWire(registration), d.RecordedAt)
            : throw new CorruptEventException($"the registration of community {open.Community} is missing");
    }

    private static Community DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return Community.Empty(CommunityId.Parse(open.Community)) with
        {
            Registration = open.Registration is { } registration ? FromWire(registration) : null,
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.Registration ToWire(CommunityRegistration registration)
    {
        var message = new Wire.Registration { Network = registration.Network.Value, Bus = registration.Bus };
        if (registration.Name is { } name)
            message.Name = name;
        if (registration.Battery is { } battery)
            message.Battery = battery.Value;
        return message;
    }

    private static CommunityRegistration FromWire(Wire.Registration stored) => new(NetworkId.Parse(stored.Network), stored.Bus,
        stored.HasName ? stored.Name : null, stored.HasBattery ? BatteryId.Parse(stored.Battery) : null);
}
