using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>A POD's baseline in a quarter hour.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="QuarterHour">Which.</param>
/// <param name="PowerW">W; positive is consumption.</param>
/// <param name="Brp">Who set it.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record BaselineRow(PodId Pod, QuarterHour QuarterHour, long PowerW, ParticipantId Brp, DateTimeOffset At, EventId Event,
    Certification Certification);
