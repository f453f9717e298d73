using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Baselines;

/// <summary>The quarter hours an order, or a stretch before or after it, lasts.</summary>
/// <param name="First">First quarter hour.</param>
/// <param name="Count">How many, more than 0.</param>
internal readonly record struct EventWindow(QuarterHour First, int Count)
{
    /// <summary>Quarter hours in an hour.</summary>
    public const int AnHour = 4;

    /// <summary>First quarter hour after it.</summary>
    public QuarterHour End => new(First.Index + Count);

    /// <summary>Its quarter hours in order.</summary>
    public IEnumerable<QuarterHour> QuarterHours()
    {
        for (var i = 0; i < Count; i++)
            yield return new QuarterHour(First.Index + i);
    }

    /// <summary>A window of quarter hours that ends some before this begins.</summary>
    public EventWindow Before(int count, int gap) => new(new QuarterHour(First.Index - gap - count), count);

    /// <summary>A window of quarter hours that begins some after this ends.</summary>
    public EventWindow After(int count, int gap) => new(new QuarterHour(End.Index + gap), count);
}
