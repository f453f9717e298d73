namespace Platone.Actors.Kernel.Time;

/// <summary>A half-open interval of time, UTC: the start belongs to it, the end does not.</summary>
/// <param name="Start">First instant.</param>
/// <param name="End">First instant after it; not before <paramref name="Start"/>.</param>
public readonly record struct Interval(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Length => End - Start;

    /// <summary>Whether the instant lies in it.</summary>
    public bool Contains(DateTimeOffset instant) => instant >= Start && instant < End;

    /// <summary>Whether the two have an instant in common.</summary>
    public bool Overlaps(Interval other) => Start < other.End && other.Start < End;

    /// <inheritdoc/>
    public override string ToString() => $"{Start:O}/{End:O}";
}
