using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Notices;

/// <summary>What participants were told.</summary>
public interface INoticeScd
{
    /// <summary>What a participant was told, the latest first: reservations and outcomes.</summary>
    Task<Page<NoticeRow>> NoticesAsync(ParticipantId participant, PageRequest page, CancellationToken cancellation);
}
