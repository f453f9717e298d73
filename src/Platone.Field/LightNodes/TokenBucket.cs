namespace Platone.Field.LightNodes;

/// <summary>
/// Limits how fast one node may send. A bucket holds up to <c>burst</c> tokens and fills at a steady rate; one token is one reading. A
/// message is let through while there are tokens for it, or when the bucket is full: so one that is larger than the burst passes too
/// and leaves the bucket in debt. Thread-safe.
/// </summary>
/// <param name="readingsPerSecond">Rate of filling, more than 0.</param>
/// <param name="burst">Size, more than 0.</param>
/// <param name="clock">Its timestamps are used.</param>
internal sealed class TokenBucket(double readingsPerSecond, int burst, TimeProvider clock)
{
    private readonly Lock _sync = new();
    private double _tokens = burst;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes tokens for a number of readings, or none if there are not enough.</summary>
    public bool TryTake(int readings)
    {
        lock (_sync)
        {
            var now = clock.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + clock.GetElapsedTime(_filledAt, now).TotalSeconds * readingsPerSecond);
            _filledAt = now;
            if (_tokens < Math.Min(readings, burst))
                return false;
            _tokens -= readings;
            return true;
        }
    }
}
