using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>A value of a quarter hour, metered or corrected.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Measured">The value.</param>
/// <param name="EventNr">Number of the POD's event.</param>
/// <param name="Ordering">Its place in the journal.</param>
/// <param name="At">When it was recorded.</param>
internal sealed record Metered(PodId Pod, MeasuredQuarterHour Measured, long EventNr, long Ordering, DateTimeOffset At)
{
    /// <summary>The POD as the tables name it.</summary>
    public string PodName { get; } = Pod.ToString();

    /// <summary>The value a row of the journal carries; null if it carries none, or it was erased.</summary>
    public static Metered? Of(JournalEntry entry) => entry.Event switch
    {
        QuarterHourMetered { Measured: { } measured } e => new Metered(e.Id, measured, entry.Id.SequenceNr, entry.Ordering, e.RecordedAt),
        QuarterHourCorrected { Measured: { } measured } e => new Metered(e.Id, measured, entry.Id.SequenceNr, entry.Ordering, e.RecordedAt),
        _ => null,
    };

    /// <summary>The quarter hour's row.</summary>
    /// <param name="versionBefore">Version of the row it replaces; 0 if there is none.</param>
    public QuarterHourRecord Record(int versionBefore) => new()
    {
        Pod = PodName,
        StartUs = Measured.QuarterHour.Start.Us(),
        EnergyJ = Measured.Energy.Joules,
        Method = (int)Measured.Method,
        CoveredS = Measured.CoveredSeconds,
        Quality = (int)Measured.Quality,
        Version = versionBefore + 1,
        AtUs = At.Us(),
        EventNr = EventNr,
        Ordering = Ordering,
    };
}
