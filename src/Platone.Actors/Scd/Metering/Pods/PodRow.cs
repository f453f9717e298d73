using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>A POD.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="ValidFrom">First instant it may be metered.</param>
/// <param name="Bus">Network bus.</param>
/// <param name="TimeZone">IANA zone of its days.</param>
/// <param name="ConnectionW">Contracted connection power, W.</param>
/// <param name="Owner">The customer, if a participant.</param>
/// <param name="Portfolio">The portfolio it is in now, if any.</param>
/// <param name="Aggregator">Whose portfolio that is.</param>
/// <param name="Certification">Where the log stands about its registration.</param>
public sealed record PodRow(PodId Pod, DateTimeOffset ValidFrom, string Bus, string TimeZone, int ConnectionW, ParticipantId? Owner,
    PortfolioId? Portfolio, ParticipantId? Aggregator, Certification Certification)
{
    /// <summary>Its link to its owner's account on a ledger; null if nobody ever signed one.</summary>
    public PodLink? Link { get; init; }
}
