using Platone.Actors.Metering;

namespace Platone.Field.Simulation;

/// <summary>Where a simulated device has its readings from. Used by that device alone.</summary>
internal interface IReadingSource
{
    /// <summary>Epoch of all its readings.</summary>
    int Epoch { get; }

    /// <summary>Time of the next reading; null if there is none any more.</summary>
    DateTimeOffset? Next { get; }

    /// <summary>Takes the next reading: when its time has come, for it is measured now.</summary>
    Reading Take();
}

/// <summary>Readings that are there already.</summary>
/// <param name="readings">In order; one at least.</param>
internal sealed class RecordedReadings(IReadOnlyList<Reading> readings) : IReadingSource
{
    private int _next;

    public int Epoch => readings[0].Epoch;

    public DateTimeOffset? Next => _next < readings.Count ? readings[_next].Time : null;

    public Reading Take() => readings[_next++];
}
