using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering;

/// <summary>What a set point may be.</summary>
internal static class SetPoints
{
    /// <summary>
    /// How long after a set point or a reservation has ended it is kept in mind: until then the same command again has no effect. Counted in
    /// the time events were recorded at, so that whoever folds them forgets the same; it can never change.
    /// </summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>How many set points a command may have.</summary>
    public const int MaximumOfACommand = 1000;

    /// <summary>What in a set point cannot be; null if nothing.</summary>
    /// <param name="setPoint">The set point.</param>
    /// <param name="path">Where it is in the input, with a dot; empty if it is the input.</param>
    public static Problem? ProblemOf(SetPoint setPoint, string path = "")
    {
        if (!PlainText.IsValid(setPoint.Id))
            return PlainText.Problem("bad-set-point", "the id of a set point", setPoint.Id, $"{path}id");
        return setPoint.ValidFrom < setPoint.ValidUntil
            ? null
            : new Problem("bad-set-point", $"the set point {setPoint.Id} holds until {setPoint.ValidUntil:O}, which is not after "
                + $"{setPoint.ValidFrom:O}", $"{path}validUntil", ProblemKind.Invalid);
    }

    /// <summary>As the journal keeps it.</summary>
    public static SetPoint Cut(SetPoint setPoint) =>
        setPoint with { ValidFrom = Instant.Cut(setPoint.ValidFrom), ValidUntil = Instant.Cut(setPoint.ValidUntil) };

    /// <summary>Before this what has ended is forgotten.</summary>
    /// <param name="recordedAt">When the latest event was recorded.</param>
    public static DateTimeOffset Horizon(DateTimeOffset recordedAt) =>
        recordedAt - DateTimeOffset.MinValue > Memory ? recordedAt - Memory : DateTimeOffset.MinValue;

    /// <summary>The later of two instants.</summary>
    public static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
