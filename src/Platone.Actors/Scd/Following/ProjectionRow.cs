namespace Platone.Actors.Scd.Following;

/// <summary>A projection's place in the journal.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ordering">Ordering of the last row it has handled.</param>
/// <param name="KeptFrom">What was measured before was dropped from its rows; null where nothing was.</param>
public sealed record ProjectionRow(string Name, long Ordering, DateTimeOffset? KeptFrom = null);
