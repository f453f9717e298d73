using Platone.Actors.Scd.Notary;

namespace Platone.Host.Pages.Ledgers;

/// <summary>
/// A ledger's anchor lag over time: at each moment for how long the oldest sealed head had waited that was not on the chain for good yet. It rises
/// with the clock and falls when an anchor is final; what is drawn is the most of each of equal parts of the window, so that no peak is lost.
/// </summary>
/// <param name="Key">Its CSS class.</param>
/// <param name="Name">The ledger.</param>
/// <param name="Parts">The most in each part, oldest first; null before the first head that is known.</param>
public sealed record LagLine(string Key, string Name, IReadOnlyList<TimeSpan?> Parts)
{
    /// <summary>The line of a ledger.</summary>
    /// <param name="key">Its CSS class.</param>
    /// <param name="name">The ledger.</param>
    /// <param name="heads">What was anchored or waits, oldest first.</param>
    /// <param name="from">Beginning of the window.</param>
    /// <param name="to">Its end: now.</param>
    /// <param name="count">How many parts.</param>
    public static LagLine Of(string key, string name, IReadOnlyList<HeadsOnChain> heads, DateTimeOffset from, DateTimeOffset to, int count)
    {
        var parts = new TimeSpan?[count];
        if (heads.Count == 0)
            return new LagLine(key, name, parts);
        var length = (to - from) / count;
        var known = Part(heads[0].SealedAt);
        for (var i = Math.Max(0, known); i < count; i++)
            parts[i] = TimeSpan.Zero;
        foreach (var (sealedAt, anchoredAt, _, _) in heads)
        {
            var end = anchoredAt is { } at && at < to ? at : to;
            for (var i = Math.Max(0, Part(sealedAt)); i < count && from + length * i < end; i++)
            {
                var until = from + length * (i + 1);
                var lag = (until < end ? until : end) - sealedAt;
                if (lag > parts[i])
                    parts[i] = lag;
            }
        }
        return new LagLine(key, name, parts);

        int Part(DateTimeOffset at) => at >= to ? count - 1 : at < from ? -1 : (int)((at - from) / length);
    }
}
