using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Sessions;

/// <summary>The actor of a <see cref="MarketSession"/>: the shell, and what the processes that carry it out ask.</summary>
internal sealed class MarketSessionActor(MarketSessionId id, ShellOptions options)
    : AggregateActor<MarketSession, MarketSessionCommand, MarketSessionEvent>(
        $"{MarketSessionCommand.EntityKind}-{id}", MarketSession.Empty(id), options)
{
    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query switch
    {
        GetClearingTask => State.Task(),
        GetReliabilityTask => State.ReliabilityTask(),
        GetOutcome => State.Outcome(),
        GetOfferBook => OfferBook.Of(State),
        _ => null,
    };
}
