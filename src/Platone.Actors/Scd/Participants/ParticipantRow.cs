using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;

namespace Platone.Actors.Scd.Participants;

/// <summary>A participant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it; null if it was erased.</param>
/// <param name="Role">What it is.</param>
/// <param name="IsSuspended">Whether it is suspended.</param>
public sealed record ParticipantRow(ParticipantId Id, string? Name, Role Role, bool IsSuspended);
