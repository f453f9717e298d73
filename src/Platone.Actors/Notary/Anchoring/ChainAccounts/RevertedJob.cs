namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>A job whose transactions were mined for good and reverted: gas was paid for nothing.</summary>
/// <param name="Job">What they were for.</param>
/// <param name="Times">How many there were since it last succeeded; 1 or more.</param>
/// <param name="Last">The last of them, and where.</param>
/// <param name="LastAt">When that became final, UTC.</param>
public sealed record RevertedJob(ChainJob Job, int Times, ChainReceipt Last, DateTimeOffset LastAt)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>When it may be tried again: after a pause that is twice as long each time, and a day at most.</summary>
    /// <param name="pause">The pause after the first.</param>
    public DateTimeOffset NotBefore(TimeSpan pause) =>
        LastAt + TimeSpan.FromSeconds(Math.Min(Math.Max(Longest.TotalSeconds, pause.TotalSeconds), pause.TotalSeconds * Math.Pow(2, Times - 1)));
}
