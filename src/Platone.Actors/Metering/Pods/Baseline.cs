using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering.Pods;

/// <summary>A schedule of a POD by its balance responsible party (BRP): what it is expected to take.</summary>
/// <param name="Brp">Who says so.</param>
/// <param name="First">The first quarter hour.</param>
/// <param name="Power">Mean power of each quarter hour from there on, W; positive is consumption.</param>
public sealed record Baseline(ParticipantId Brp, QuarterHour First, PowerProfile Power);
