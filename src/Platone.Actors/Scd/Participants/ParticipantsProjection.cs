using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Participants;

/// <summary>Participants and the hashes of their API keys.</summary>
internal sealed class ParticipantsProjection() : Projection("participants", ["participant", "api_key"],
    typeof(ParticipantAdmitted), typeof(ApiKeyIssued), typeof(ApiKeyRevoked), typeof(ParticipantSuspended), typeof(ParticipantReinstated))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var participants = await TouchedRows<string, ParticipantRecord>.ReadAsync(
            entries.Select(e => ((ParticipantEvent)e.Event).Id.Value),
            some => connection.GetTable<ParticipantRecord>().Where(p => some.Contains(p.Participant)).ToListAsync(cancellation),
            p => p.Participant).ConfigureAwait(false);
        var keys = await TouchedRows<string, ApiKeyRecord>.ReadAsync(
            entries.Select(e => e.Event).OfType<ApiKeyRevoked>().Select(e => e.KeyHash),
            some => connection.GetTable<ApiKeyRecord>().Where(k => some.Contains(k.KeyHash)).ToListAsync(cancellation),
            k => k.KeyHash).ConfigureAwait(false);

        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case ParticipantAdmitted e:
                    participants.Put(e.Id.Value, new ParticipantRecord
                    {
                        Participant = e.Id.Value, Name = e.Name, Role = Words.Of(e.Role), Ordering = entry.Ordering,
                    });
                    break;
                case ApiKeyIssued e:
                    keys.Put(e.KeyHash, new ApiKeyRecord
                    {
                        KeyHash = e.KeyHash, Participant = e.Id.Value, IssuedAtUs = e.RecordedAt.Us(),
                    });
                    break;
                case ApiKeyRevoked e:
                    keys.Change(e.KeyHash, k => k with { RevokedAtUs = e.RecordedAt.Us() });
                    break;
                case ParticipantSuspended e:
                    participants.Change(e.Id.Value, p => p with { IsSuspended = true });
                    break;
                case ParticipantReinstated e:
                    participants.Change(e.Id.Value, p => p with { IsSuspended = false });
                    break;
                default:
                    throw new Kernel.Aggregates.UnknownEventException(Name, entry.Event);
            }
        }

        await participants.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await keys.WriteAsync(connection, cancellation).ConfigureAwait(false);
    }
}
