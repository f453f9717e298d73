using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Participants;

/// <summary>Queries for participants.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class ParticipantQueries(DataConnection connection)
{
    /// <summary>One participant, or null.</summary>
    public async Task<ParticipantRow?> OneAsync(ParticipantId id, CancellationToken cancellation)
    {
        var record = await connection.GetTable<ParticipantRecord>().SingleOrDefaultAsync(p => p.Participant == id.Value, cancellation)
            .ConfigureAwait(false);
        return record is null ? null : Row(record);
    }

    /// <summary>A page of them.</summary>
    public async Task<Page<ParticipantRow>> PageAsync(PageRequest page, CancellationToken cancellation)
    {
        IQueryable<ParticipantRecord> participants = connection.GetTable<ParticipantRecord>();
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            participants = participants.Where(p => p.Participant.CompareTo(after) > 0);
        }

        var rows = await participants.OrderBy(p => p.Participant).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, p => Cursor.Write(p.Participant), Row);
    }

    /// <summary>Who holds a key that opens something; null if nobody.</summary>
    public async Task<ParticipantRow?> HolderAsync(string keyHash, CancellationToken cancellation)
    {
        var holders =
            from key in connection.GetTable<ApiKeyRecord>()
            where key.KeyHash == keyHash && key.RevokedAtUs == null
            join participant in connection.GetTable<ParticipantRecord>() on key.Participant equals participant.Participant
            where !participant.IsSuspended
            select participant;
        var record = await holders.SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        return record is null ? null : Row(record);
    }

    private static ParticipantRow Row(ParticipantRecord p) =>
        new(new ParticipantId(p.Participant), p.Name, Words.Read<Role>(p.Role), p.IsSuspended);
}
