using Platone.Actors.Scd.Metering.Pods;
using Platone.Host.Rest.Log;

namespace Platone.Host.Rest.Pods;

/// <summary>A POD to register.</summary>
/// <param name="Code">The POD code, 1 to 64 letters, digits, '.', '_' or '-'. Personal: it goes to the directory only, everything else uses a pseudonym.</param>
/// <param name="ValidFrom">First instant the POD may be metered; may lie in the past, for history.</param>
/// <param name="Bus">The network bus it is connected to.</param>
/// <param name="TimeZone">IANA name of the zone its days are counted in.</param>
/// <param name="ConnectionW">Contracted connection power, W, more than 0.</param>
/// <param name="Owner">The customer it belongs to, if that is a participant.</param>
internal sealed record PodBody(string Code, DateTimeOffset ValidFrom, string Bus, string TimeZone, int ConnectionW, string? Owner = null);

/// <summary>A POD.</summary>
/// <param name="Pod">Its pseudonym.</param>
/// <param name="Code">The POD code, for those who may read it: owner, its aggregator, DSO, operator; null for others and after an erasure.</param>
/// <param name="ValidFrom">First instant it may be metered.</param>
/// <param name="Bus">The network bus it is connected to.</param>
/// <param name="TimeZone">IANA zone of its days.</param>
/// <param name="ConnectionW">Contracted connection power, W.</param>
/// <param name="Owner">The customer it belongs to, if a participant.</param>
/// <param name="Portfolio">The portfolio it is in now.</param>
/// <param name="Aggregator">Whose portfolio that is.</param>
/// <param name="Certification">Where the log stands about its registration.</param>
/// <param name="Link">Its link to its owner's account on a ledger; null if nobody ever signed one.</param>
internal sealed record PodView(string Pod, string? Code, DateTimeOffset ValidFrom, string Bus, string TimeZone, int ConnectionW, string? Owner,
    string? Portfolio, string? Aggregator, CertificationView Certification, PodLinkView? Link)
{
    /// <summary>The view of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="code">The POD code, for those who may read it.</param>
    /// <param name="names">Whether they may.</param>
    public static PodView Of(PodRow row, string? code, bool names) => new(row.Pod.ToString(), code, row.ValidFrom, row.Bus, row.TimeZone,
        row.ConnectionW, row.Owner?.Value, row.Portfolio?.Value, row.Aggregator?.Value, CertificationView.Of(row.Certification),
        row.Link is { } link ? PodLinkView.Of(link, names) : null);
}

/// <summary>A POD just registered.</summary>
/// <param name="Pod">Its pseudonym: its name everywhere else in the API.</param>
/// <param name="Code">The code it was registered with.</param>
internal sealed record RegisteredPodView(string Pod, string Code);
