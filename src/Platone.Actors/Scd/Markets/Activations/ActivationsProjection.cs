using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>Activations, and the awards they call for.</summary>
internal sealed class ActivationsProjection() : Projection("activations", ["activation", "activation_award"], typeof(ActivationRequested))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var activations = new List<ActivationRecord>();
        var awards = new List<ActivationAwardRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is not ActivationRequested e)
                throw new UnknownEventException(Name, entry.Event);
            activations.Add(new ActivationRecord
            {
                Session = e.Id.Value,
                Activation = e.Activation.Id.Value,
                Requester = e.Activation.Requester.Value,
                FirstInterval = e.Activation.First,
                Intervals = e.Activation.Intervals,
                AtUs = e.RecordedAt.Us(),
                EventNr = entry.Id.SequenceNr,
                Ordering = entry.Ordering,
            });
            awards.AddRange(e.Activation.Awards.Select(a => new ActivationAwardRecord
            {
                Session = e.Id.Value, Activation = e.Activation.Id.Value, Request = a.Request.Value, Offer = a.Offer.Value,
            }));
        }

        await connection.InsertAsync(activations, cancellation).ConfigureAwait(false);
        await connection.InsertAsync(awards, cancellation).ConfigureAwait(false);
    }
}
