using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>PODs.</summary>
internal sealed class PodsProjection() : Projection("pods", ["pod"], typeof(PodRegistered), typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var pods = new Dictionary<string, PodRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is PodRegistered { Registration: { } registration } e && !erasures.Contains(e.Id))
                pods[e.Id.ToString()] = Record(e, registration, entry.Ordering);
        }

        await connection.ReplaceAsync<PodRecord>([.. pods.Values], cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["pod"], cancellation).ConfigureAwait(false);
    }

    private static PodRecord Record(PodRegistered e, PodRegistration registration, long ordering) => new()
    {
        Pod = e.Id.ToString(),
        ValidFromUs = registration.ValidFrom.Us(),
        Bus = registration.Bus,
        TimeZone = registration.TimeZone,
        ConnectionW = registration.ConnectionW,
        Owner = registration.Owner?.Value,
        Ordering = ordering,
    };
}
