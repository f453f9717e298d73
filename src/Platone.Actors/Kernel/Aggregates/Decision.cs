using System.Collections.Immutable;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>What a command means: events to record, nothing because it already took effect, or a refusal.</summary>
public abstract record Decision
{
    private protected Decision()
    {
    }

    /// <summary>The command took effect before: no event, and the reply it got then.</summary>
    public static Decision AlreadyDone { get; } = new Nothing();

    /// <summary>Record these events, all or none, in this order.</summary>
    public static Decision Emit(params IEnumerable<IDomainEvent> events) => new Emission([.. events]);

    /// <summary>Refuse for this reason.</summary>
    public static Decision Reject(Problem problem) => new Refusal(problem);

    /// <summary>Refuse because a rule of the domain forbids it now.</summary>
    /// <param name="code">The rule's kebab-case name.</param>
    /// <param name="detail">One sentence that names the values concerned.</param>
    /// <param name="field">The input field at fault, if there is one.</param>
    public static Decision Reject(string code, string detail, string? field = null) => Reject(new Problem(code, detail, field));

    /// <summary>Refuse because the id stands for other content already.</summary>
    public static Decision Conflict(object id) =>
        Reject(new Problem("conflict", $"{id} is already recorded with other content", Kind: ProblemKind.Conflict));

    internal sealed record Emission(ImmutableArray<IDomainEvent> Events) : Decision;

    internal sealed record Nothing : Decision;

    internal sealed record Refusal(Problem Problem) : Decision;
}

/// <summary>A <see cref="Decision"/> whose events are of one aggregate.</summary>
/// <typeparam name="TEvent">The aggregate's events.</typeparam>
public readonly record struct Decision<TEvent>
    where TEvent : class, IDomainEvent
{
    private Decision(ImmutableArray<TEvent> events, Problem? problem) => (Events, Problem) = (events, problem);

    /// <summary>The events to record; empty if the command already took effect or is refused.</summary>
    public ImmutableArray<TEvent> Events { get; }

    /// <summary>Why the command is refused; null if it is not.</summary>
    public Problem? Problem { get; }

    /// <summary>Whether the command is refused.</summary>
    public bool IsRefused => Problem is not null;

    /// <summary>Whether the command took effect before.</summary>
    public bool IsAlreadyDone => Problem is null && Events.IsDefaultOrEmpty;

    /// <summary>Types an untyped decision.</summary>
    /// <exception cref="InvalidCastException">It emits an event of another aggregate: a bug.</exception>
    public static implicit operator Decision<TEvent>(Decision decision) => decision switch
    {
        Decision.Emission e => new Decision<TEvent>([.. e.Events.Select(x => (TEvent)x)], null),
        Decision.Refusal r => new Decision<TEvent>([], r.Problem),
        _ => new Decision<TEvent>([], null),
    };
}
