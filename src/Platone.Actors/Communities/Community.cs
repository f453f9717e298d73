using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Communities;

/// <summary>An energy community: what is behind one MV/LV substation, led by its local flex controller (grid, "ALF-C").</summary>
/// <param name="Id">The community.</param>
internal sealed record Community(CommunityId Id) : IAggregate<Community, CommunityCommand, CommunityEvent>
{
    /// <summary>Its particulars; null until it is registered.</summary>
    public CommunityRegistration? Registration { get; init; }

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A community nothing has happened to.</summary>
    public static Community Empty(CommunityId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<CommunityEvent> Decide(CommunityCommand command) => command switch
    {
        RegisterCommunity c => Register(c),
        _ => throw new ArgumentException($"a community does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public Community Apply(CommunityEvent @event)
    {
        var next = @event switch
        {
            CommunityRegistered e => this with { Registration = e.Registration },
            _ => throw new UnknownEventException(nameof(Community), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    private Decision<CommunityEvent> Register(RegisterCommunity c)
    {
        var registration = new CommunityRegistration(c.Network, c.Bus, c.Name, c.Battery);
        if (!PlainText.IsValid(c.Bus))
            return Decision.Reject(PlainText.Problem("bad-bus", "a bus name", c.Bus, "bus"));
        if (c.Name is not null && !PlainText.IsValid(c.Name))
            return Decision.Reject(PlainText.Problem("bad-name", "the name of a community", c.Name, "name"));
        if (Registration is null)
            return Decision.Emit(new CommunityRegistered(Id, registration, Instant.Cut(c.At)));
        return Registration == registration ? Decision.AlreadyDone : Decision.Conflict($"community {Id}");
    }
}
