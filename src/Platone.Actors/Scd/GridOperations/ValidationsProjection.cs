using LinqToDB.Data;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.GridOperations;

/// <summary>What grid operators said of awards, in every round.</summary>
internal sealed class ValidationsProjection() : Projection("validations", ["award_verdict"], typeof(AwardsValidated))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var verdicts = new List<AwardVerdictRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is not AwardsValidated e)
                throw new UnknownEventException(Name, entry.Event);
            verdicts.AddRange(e.Verdicts.Select(v => new AwardVerdictRecord
            {
                Session = e.Session.Value,
                Round = e.Round,
                Request = v.Award.Request.Value,
                Offer = v.Award.Offer.Value,
                Network = e.Id.Value,
                Method = Words.Of(e.Method),
                Finding = Words.Of(v.Finding),
                LimitMillionths = v.Limit.Millionths,
                Binding = v.Binding,
                Detail = v.Detail,
                AtUs = e.RecordedAt.Us(),
                EventNr = entry.Id.SequenceNr,
                Ordering = entry.Ordering,
            }));
        }
        await connection.InsertAsync(verdicts, cancellation).ConfigureAwait(false);
    }
}
