namespace Platone.Actors.Kernel.Journal;

/// <summary>How much is in the journal.</summary>
public interface IJournalCounts
{
    /// <summary>How many rows there are now.</summary>
    /// <param name="after">Those after this ordering only; 0 for all.</param>
    /// <param name="persistenceId">Those of one stream only; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<long> CountAsync(long after, string? persistenceId, CancellationToken cancellation);

    /// <summary>How many rows there are now after a position, counted no further than a bound; the database is asked, not what is kept.</summary>
    /// <param name="after">Those after this ordering.</param>
    /// <param name="most">The bound.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<int> CountAtMostAsync(long after, int most, CancellationToken cancellation);
}
