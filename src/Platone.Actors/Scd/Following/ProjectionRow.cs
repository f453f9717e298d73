namespace Platone.Actors.Scd.Following;

/// <summary>A projection's place in the journal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ordering">Ordering of the last row it has handled.</param>
/// <param name="KeptFrom">What was measured before was dropped from its rows; null where nothing was.</param>
/// <param name="IsFilling">Whether it is being filled from the journal: its rows are not all there.</param>
public sealed record ProjectionRow(string Name, long Ordering, DateTimeOffset? KeptFrom = null, bool IsFilling = false)
{
    /// <summary>The name under which the notary's seals are listed: they are taken from the log, not from the journal.</summary>
    public const string OfSeals = AllProjections.Certification;
}
