using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>A recorded reading.</summary>
/// <param name="Node">Who measured it.</param>
/// <param name="Reading">The values.</param>
/// <param name="Event">The event it is in.</param>
/// <param name="Unit">Its number among the units of that event, for a disclosure.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record ReadingRow(LightNodeId Node, Reading Reading, EventId Event, int Unit, Certification Certification);
