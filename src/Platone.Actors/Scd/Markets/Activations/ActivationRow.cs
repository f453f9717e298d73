using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>An activation.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Activation">The activation.</param>
/// <param name="At">When it was requested.</param>
/// <param name="SetPoints">How many set points it led to; 0 until they are issued.</param>
/// <param name="Event">The event it was requested by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record ActivationRow(MarketSessionId Session, Activation Activation, DateTimeOffset At, int SetPoints, EventId Event,
    Certification Certification);
