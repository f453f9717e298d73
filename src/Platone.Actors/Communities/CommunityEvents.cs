using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Communities;

/// <summary>What can happen to a community.</summary>
/// <param name="Id">The community.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record CommunityEvent(CommunityId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The community was registered.</summary>
/// <param name="Id">The community.</param>
/// <param name="Registration">Its particulars.</param>
/// <param name="RecordedAt">When.</param>
public sealed record CommunityRegistered(CommunityId Id, CommunityRegistration Registration, DateTimeOffset RecordedAt)
    : CommunityEvent(Id, RecordedAt);
