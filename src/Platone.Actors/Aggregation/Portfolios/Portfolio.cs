using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>
/// An aggregator's portfolio. Whether a POD is in it at an instant is decided by the last change not later than that instant, whatever
/// order the changes were recorded in; so a POD may be added for a past or future time.
/// </summary>
/// <param name="Id">The portfolio.</param>
internal sealed record Portfolio(PortfolioId Id) : IAggregate<Portfolio, PortfolioCommand, PortfolioEvent>
{
    private static readonly ImmutableSortedDictionary<DateTimeOffset, bool> NoChanges =
        ImmutableSortedDictionary<DateTimeOffset, bool>.Empty;

    /// <summary>Whose it is; null until it is opened.</summary>
    public ParticipantId? Aggregator { get; init; }

    /// <summary>Per POD, from which instants on it is in (true) or out (false).</summary>
    public ImmutableSortedDictionary<PodId, ImmutableSortedDictionary<DateTimeOffset, bool>> Changes { get; init; } =
        ImmutableSortedDictionary<PodId, ImmutableSortedDictionary<DateTimeOffset, bool>>.Empty;

    /// <summary>Per session, how it delivered there by the latest version of the settlement.</summary>
    public ImmutableSortedDictionary<MarketSessionId, SessionDelivery> Deliveries { get; init; } =
        ImmutableSortedDictionary<MarketSessionId, SessionDelivery>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A portfolio nothing has happened to.</summary>
    public static Portfolio Empty(PortfolioId id) => new(id);

    /// <summary>Whether the POD is in the portfolio at an instant.</summary>
    public bool Has(PodId pod, DateTimeOffset at)
    {
        var isMember = false;
        foreach (var (from, state) in Changes.GetValueOrDefault(pod, NoChanges))
        {
            if (from > at)
                break;
            isMember = state;
        }
        return isMember;
    }

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<PortfolioEvent> Decide(PortfolioCommand command) => command switch
    {
        OpenPortfolio c when Aggregator is null => Decision.Emit(new PortfolioOpened(Id, c.Aggregator, Instant.Cut(c.At))),
        OpenPortfolio c => Aggregator == c.Aggregator ? Decision.AlreadyDone : Decision.Conflict($"portfolio {Id}"),
        _ when Aggregator is null =>
            Decision.Reject(new Problem("unknown-portfolio", $"no portfolio {Id} is open", Kind: ProblemKind.NotFound)),
        AddPod c => Has(c.Pod, Instant.Cut(c.ValidFrom))
            ? Decision.AlreadyDone
            : Decision.Emit(new PodJoined(Id, c.Pod, Instant.Cut(c.ValidFrom), Instant.Cut(c.At))),
        RemovePod c => Has(c.Pod, Instant.Cut(c.ValidUntil))
            ? Decision.Emit(new PodLeft(Id, c.Pod, Instant.Cut(c.ValidUntil), Instant.Cut(c.At)))
            : Decision.AlreadyDone,
        RecordDelivery c => Record(c),
        _ => throw new ArgumentException($"a portfolio does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public Portfolio Apply(PortfolioEvent @event)
    {
        var next = @event switch
        {
            PortfolioOpened e => this with { Aggregator = e.Aggregator },
            PodJoined e => With(e.Pod, e.ValidFrom, true),
            PodLeft e => With(e.Pod, e.ValidUntil, false),
            DeliveryRecorded e => With(e.Delivery),
            _ => throw new UnknownEventException(nameof(Portfolio), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>The answer to <see cref="GetPortfolioDelivery"/>.</summary>
    public PortfolioDelivery Delivery() => new(Id, Deliveries.Values.Sum(d => d.Orders), Deliveries.Values.Sum(d => d.Delivered));

    /// <summary>By content.</summary>
    public bool Equals(Portfolio? other) => other is not null && Id == other.Id && Aggregator == other.Aggregator
        && RecordedAt == other.RecordedAt && Changes.Count == other.Changes.Count
        && Changes.Zip(other.Changes, (a, b) => a.Key == b.Key && a.Value.SequenceEqual(b.Value)).All(same => same)
        && Deliveries.SequenceEqual(other.Deliveries);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Aggregator, Changes.Count);

    /// <summary>This, with a POD in or out from an instant on, until the next change known.</summary>
    internal Portfolio With(PodId pod, DateTimeOffset from, bool isMember) =>
        this with { Changes = Changes.SetItem(pod, Changes.GetValueOrDefault(pod, NoChanges).SetItem(from, isMember)) };

    /// <summary>This, with what a settlement said.</summary>
    internal Portfolio With(SessionDelivery delivery) => this with { Deliveries = Deliveries.SetItem(delivery.Session, delivery) };

    private Decision<PortfolioEvent> Record(RecordDelivery c)
    {
        if (!c.Delivery.IsPossible)
            return Decision.Reject(new Problem("delivery", $"{c.Delivery} cannot be", "delivery", ProblemKind.Invalid));
        return Deliveries.TryGetValue(c.Delivery.Session, out var known) && known.Version >= c.Delivery.Version
            ? Decision.AlreadyDone
            : Decision.Emit(new DeliveryRecorded(Id, c.Delivery, Instant.Cut(c.At)));
    }
}
