namespace Platone.Actors.Scd.Following;

/// <summary>Waits for the SCD to catch up: asks again, after longer and longer pauses.</summary>
internal static class Catching
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>The first answer that is not null.</summary>
    /// <param name="clock">For the pauses.</param>
    /// <param name="ask">Answers null while the SCD does not have it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<T> UpAsync<T>(TimeProvider clock, Func<Task<T?>> ask, CancellationToken cancellation)
        where T : class
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await ask().ConfigureAwait(false) is { } answer)
                return answer;
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
        }
    }
}
