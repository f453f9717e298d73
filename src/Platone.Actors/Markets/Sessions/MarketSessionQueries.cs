using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What a market session can be asked.</summary>
/// <param name="Id">The session.</param>
public abstract record MarketSessionQuery(MarketSessionId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => MarketSessionCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Asks what is to be cleared now; answered with a <see cref="ClearingTask"/>.</summary>
/// <param name="Id">The session.</param>
public sealed record GetClearingTask(MarketSessionId Id) : MarketSessionQuery(Id);

/// <summary>Asks for everything that follows from the outcome; answered with a <see cref="SessionOutcome"/>.</summary>
/// <param name="Id">The session.</param>
public sealed record GetOutcome(MarketSessionId Id) : MarketSessionQuery(Id);

/// <summary>Asks whether reliabilities are to be fixed now; answered with a <see cref="ReliabilityTask"/>.</summary>
/// <param name="Id">The session.</param>
public sealed record GetReliabilityTask(MarketSessionId Id) : MarketSessionQuery(Id);

/// <summary>Whose reliabilities are to be fixed.</summary>
/// <param name="Id">The session.</param>
/// <param name="IsDue">Whether they are to be fixed now: the gate has closed, and nothing is cleared yet.</param>
/// <param name="Offers">The offers that stand, in the order of their ids; empty if it is not due.</param>
public sealed record ReliabilityTask(MarketSessionId Id, bool IsDue, ValueList<OfferSource> Offers) : IAnswer;

/// <summary>Asks for all offers and what became of them; answered with an <see cref="OfferBook"/>.</summary>
/// <param name="Id">The session.</param>
public sealed record GetOfferBook(MarketSessionId Id) : MarketSessionQuery(Id);

/// <summary>What is to be cleared.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round it would be, from 1; 0 if nothing is to be cleared now.</param>
/// <param name="Problem">What to clear; null if nothing is.</param>
public sealed record ClearingTask(MarketSessionId Id, int Round, ClearingProblem? Problem) : IAnswer;

/// <summary>A session after its clearing, as the processes that carry it out need it.</summary>
/// <param name="Id">The session.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">The round of the awards.</param>
/// <param name="Terms">Its terms; null if it was never opened.</param>
/// <param name="Requests">The requests that have awards, in order.</param>
/// <param name="Offers">The offers that have awards, in order.</param>
/// <param name="Awards">The awards of the last clearing.</param>
/// <param name="Activations">What was called for, in the order of the calls.</param>
/// <param name="SetPointsIssuedFor">The activations whose set points are issued.</param>
/// <param name="SettlementVersion">The last version of the settlement; 0 for none.</param>
public sealed record SessionOutcome(MarketSessionId Id, SessionPhase Phase, int Round, SessionTerms? Terms, ValueList<FlexibilityRequest> Requests,
    ValueList<FlexibilityOffer> Offers, ValueList<Award> Awards, ValueList<Activation> Activations, ValueList<ActivationId> SetPointsIssuedFor,
    int SettlementVersion) : IAnswer
{
    /// <summary>When it began to settle; null until then.</summary>
    public DateTimeOffset? DeliveryEndedAt { get; init; }

    /// <summary>What accepted disputes corrected, in the order they were resolved: of two at one place the later counts.</summary>
    public ValueList<CorrectedPosition> Corrections { get; init; } = [];

    /// <summary>
    /// First instant at which what is recorded of its PODs has no effect any more (<see cref="MarketRules.CorrectionWindow"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">It was never opened.</exception>
    public DateTimeOffset CorrectionsUntil => Terms is { } terms
        ? (DeliveryEndedAt ?? terms.End + terms.Rules.SettleAfter) + terms.Rules.CorrectionWindow
        : throw new InvalidOperationException($"session {Id} was never opened");
}
