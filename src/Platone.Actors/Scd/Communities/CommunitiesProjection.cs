using LinqToDB.Data;
using Platone.Actors.Communities;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Communities;

/// <summary>Energy communities.</summary>
internal sealed class CommunitiesProjection() : Projection("communities", ["community"], typeof(CommunityRegistered))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var communities = new Dictionary<string, CommunityRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is not CommunityRegistered e)
                throw new UnknownEventException(Name, entry.Event);
            communities[e.Id.Value] = new CommunityRecord
            {
                Community = e.Id.Value,
                Network = e.Registration.Network.Value,
                Bus = e.Registration.Bus,
                Name = e.Registration.Name,
                Battery = e.Registration.Battery?.Value,
                EventNr = entry.Id.SequenceNr,
                Ordering = entry.Ordering,
            };
        }
        await connection.ReplaceAsync<CommunityRecord>([.. communities.Values], cancellation).ConfigureAwait(false);
    }
}
