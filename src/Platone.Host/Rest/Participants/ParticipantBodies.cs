using Platone.Actors.Participants;
using Platone.Actors.Scd.Participants;

namespace Platone.Host.Rest.Participants;

/// <summary>A participant to admit.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Name">What people call it, 1 to 200 characters. Personal.</param>
/// <param name="Role">dso, tso, aggregator, brp, customer, operator, auditor or regulator.</param>
internal sealed record AdmissionBody(string Id, string Name, Role Role);

/// <summary>Why a participant is suspended.</summary>
/// <param name="Reason">For people, 1 to 500 characters.</param>
internal sealed record SuspensionBody(string Reason);

/// <summary>A participant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it; null after an erasure.</param>
/// <param name="Role">What it is.</param>
/// <param name="Suspended">Whether its keys open nothing for now.</param>
internal sealed record ParticipantView(string Id, string? Name, Role Role, bool Suspended)
{
    /// <summary>The view of a row.</summary>
    public static ParticipantView Of(ParticipantRow row) => new(row.Id.Value, row.Name, row.Role, row.IsSuspended);
}

/// <summary>A participant just admitted, with its first API key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What it is.</param>
/// <param name="ApiKey">Shown this once and stored nowhere; null if the participant was there before.</param>
internal sealed record AdmittedView(string Id, string Name, Role Role, string? ApiKey);

/// <summary>An API key just issued.</summary>
/// <param name="ApiKey">Shown this once and stored nowhere.</param>
/// <param name="Hash">SHA-256 of it, lower-case hex: its name when it is revoked.</param>
internal sealed record IssuedKeyView(string ApiKey, string Hash);
