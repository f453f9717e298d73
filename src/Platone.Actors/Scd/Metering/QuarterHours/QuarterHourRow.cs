using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>A quarter hour with its latest values.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Measured">Energy and how it was found.</param>
/// <param name="Version">1 as first metered; one more with each correction.</param>
/// <param name="Event">The event it comes from.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record QuarterHourRow(PodId Pod, MeasuredQuarterHour Measured, int Version, EventId Event, Certification Certification);
