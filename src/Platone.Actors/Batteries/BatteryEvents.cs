using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Batteries;

/// <summary>What can happen to a battery.</summary>
/// <param name="Id">The battery.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record BatteryEvent(BatteryId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The battery was commissioned.</summary>
/// <param name="Id">The battery.</param>
/// <param name="Pod">The POD it is behind; its month keys seal the battery's reports.</param>
/// <param name="Rating">Its ratings.</param>
/// <param name="RecordedAt">When.</param>
public sealed record BatteryCommissioned(BatteryId Id, PodId Pod, BatteryRating Rating, DateTimeOffset RecordedAt) : BatteryEvent(Id, RecordedAt);

/// <summary>The battery's state was reported.</summary>
/// <param name="Id">The battery.</param>
/// <param name="Pod">The POD it is behind.</param>
/// <param name="State">The report; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record StateReported(BatteryId Id, PodId Pod, BatteryReport? State, DateTimeOffset RecordedAt) : BatteryEvent(Id, RecordedAt);

/// <summary>The battery was taken out of service for good.</summary>
/// <param name="Id">The battery.</param>
/// <param name="Pod">The POD it was behind.</param>
/// <param name="RecordedAt">When.</param>
public sealed record BatteryRetired(BatteryId Id, PodId Pod, DateTimeOffset RecordedAt) : BatteryEvent(Id, RecordedAt);
