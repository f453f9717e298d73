using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>A set point on its way.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Issued">The set point and what it is made of.</param>
/// <param name="Activation">The activation that led to it.</param>
/// <param name="Scheduled">The POD's event that scheduled it; null until then.</param>
/// <param name="DeliveredAt">When it was handed to the device's broker; null until then.</param>
/// <param name="AcknowledgedAt">When the device acknowledged it; null until then.</param>
/// <param name="MeasuredW">Power at the POD when it did, W.</param>
/// <param name="Event">The session's event that issued it.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SetPointRow(MarketSessionId Session, IssuedSetPoint Issued, ActivationId Activation, EventId? Scheduled,
    DateTimeOffset? DeliveredAt, DateTimeOffset? AcknowledgedAt, long? MeasuredW, EventId Event, int Unit,
    Certification Certification);
