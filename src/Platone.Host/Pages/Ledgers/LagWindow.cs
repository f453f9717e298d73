namespace Platone.Host.Pages.Ledgers;

/// <summary>A stretch of time up to now.</summary>
/// <param name="Key">Its name for programs.</param>
/// <param name="Name">For people.</param>
/// <param name="Length">How long it is.</param>
public sealed record LagWindow(string Key, string Name, TimeSpan Length)
{
    /// <summary>Those to choose from.</summary>
    public static IReadOnlyList<LagWindow> All { get; } =
    [
        new("1h", "last hour", TimeSpan.FromHours(1)), new("6h", "last 6 hours", TimeSpan.FromHours(6)),
        new("24h", "last 24 hours", TimeSpan.FromHours(24)),
        new("7d", "last 7 days", TimeSpan.FromDays(7)),
    ];

    /// <summary>The one that is shown first.</summary>
    public static LagWindow Standard => All[2];
}
