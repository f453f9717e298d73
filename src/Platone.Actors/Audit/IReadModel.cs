using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Audit;

/// <summary>
/// A read model that an audit holds against the journal. Implemented over the SCD's tables in <c>Scd</c>; reads only.
/// </summary>
public interface IReadModel
{
    /// <summary>Compares the rows of settlements, statements and ledger entries with what is recorded.</summary>
    /// <param name="settlements">Events that each record a version of a settlement.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ReadModelComparison> CompareAsync(IReadOnlyList<JournalEntry> settlements, CancellationToken cancellation);
}

/// <summary>What a comparison found.</summary>
/// <param name="Rows">How many rows were compared.</param>
/// <param name="Behind">How many events the read model has not read yet: these were left out.</param>
/// <param name="Findings">Rows that differ, each with the event it shows.</param>
public sealed record ReadModelComparison(long Rows, int Behind, IReadOnlyList<AuditFinding> Findings);
