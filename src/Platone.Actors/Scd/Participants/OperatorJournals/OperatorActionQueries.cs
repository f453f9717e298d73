using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Participants.OperatorJournals;

/// <summary>Queries for what operators did.</summary>
internal static class OperatorActionQueries
{
    /// <summary>A page of a month's actions as they were recorded.</summary>
    public static async Task<Page<OperatorActionRow>> OperatorActionsAsync(this DataConnection connection, OperatorJournalId journal,
        PageRequest page, CancellationToken cancellation)
    {
        var name = journal.ToString();
        var actions = connection.GetTable<OperatorActionRecord>().Where(a => a.Journal == name);
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            actions = actions.Where(a => a.EventNr > after);
        }
        var rows = await actions.OrderBy(a => a.EventNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, a => Cursor.Write(Cursor.Part(a.EventNr)), a => new OperatorActionRow(OperatorActionId.Parse(a.Action),
            new ParticipantId(a.Operator), a.Command, a.Node, a.AtUs.At(), new EventId($"{OperatorJournalCommand.EntityKind}-{a.Journal}", a.EventNr)));
    }
}
