namespace Platone.Field.Simulation;

/// <summary>
/// A clock whose time of day is simulated: it begins at an instant and runs at a speed, never past the instant it is held at. Only
/// <see cref="GetUtcNow"/> is simulated; timestamps and timers are the real ones, because timeouts and pauses guard machines and not the
/// market: a journal needs the same milliseconds however fast the day goes by. So whoever must act at a simulated time asks for the time, or
/// waits with <see cref="WaitUntilAsync"/>; a timer of this clock does not. Monotone; thread-safe.
/// </summary>
public sealed class SimulatedClock : TimeProvider
{
    // A wait is looked at again at least this often, so that no rounding of a timer matters.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _sync = new();
    private readonly TimeProvider _real;
    private TaskCompletionSource _changed = NewSignal();
    private DateTimeOffset _since;
    private long _sinceTimestamp;
    private double _speed;
    private DateTimeOffset _heldAt;

    /// <summary>A clock that runs.</summary>
    /// <param name="start">What it shows now, UTC.</param>
    /// <param name="speed">How many times faster than real it runs, more than 0 and finite.</param>
    /// <param name="holdAt">Where it stands still at first; null for nowhere.</param>
    /// <param name="real">The real clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed cannot be.</exception>
    public SimulatedClock(DateTimeOffset start, double speed, DateTimeOffset? holdAt = null, TimeProvider? real = null)
    {
        _real = real ?? System;
        _since = start.ToUniversalTime();
        _sinceTimestamp = _real.GetTimestamp();
        _heldAt = holdAt ?? DateTimeOffset.MaxValue;
        _speed = Checked(speed);
    }

    /// <summary>How many times faster than real it runs, when it is not held. From a change on; the time shown does not jump.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not more than 0, or not finite.</exception>
    public double Speed
    {
        get
        {
            lock (_sync)
                return _speed;
        }

        set
        {
            Checked(value);
            lock (_sync)
            {
                Rebase();
                _speed = value;
            }

            SignalChange();
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    /// <summary>The simulated time.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_sync)
            return Advance();
    }

    /// <summary>The real timestamp.</summary>
    public override long GetTimestamp() => _real.GetTimestamp();

    /// <summary>A real timer.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Lets it run up to an instant and stand still there until it is held somewhere else; it then goes on from where it stood. An instant that
    /// has passed holds it where it is.
    /// </summary>
    /// <param name="instant">UTC; <see cref="DateTimeOffset.MaxValue"/> for nowhere.</param>
    public void HoldAt(DateTimeOffset instant)
    {
        lock (_sync)
        {
            Rebase();
            _heldAt = instant;
        }

        SignalChange();
    }

    /// <summary>Returns when the clock shows an instant or a later one; not before it is let run that far.</summary>
    /// <param name="instant">UTC.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task WaitUntilAsync(DateTimeOffset instant, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_sync)
            {
                changed = _changed.Task;
                var now = Advance();
                if (now >= instant)
                    return;
                wait = instant > _heldAt ? Timeout.InfiniteTimeSpan : Real(instant - now);
            }

            if (wait == Timeout.InfiniteTimeSpan)
                await changed.WaitAsync(cancellation);
            else
            {
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await Task.WhenAny(Task.Delay(wait, _real, waiting.Token), changed);
                await waiting.CancelAsync();
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static double Checked(double speed) => speed > 0 && double.IsFinite(speed)
        ? speed
        : throw new ArgumentOutOfRangeException(nameof(speed), speed, "the speed of a clock is more than 0 and finite");

    private TimeSpan Real(TimeSpan simulated)
    {
        var seconds = simulated.TotalSeconds / _speed;
        return seconds >= LongestWait.TotalSeconds ? LongestWait
            : seconds <= ShortestWait.TotalSeconds ? ShortestWait
            : TimeSpan.FromSeconds(seconds);
    }

    // While it stands still the real time that passes is not made up for.
    private DateTimeOffset Advance() => AdvanceTo(_real.GetTimestamp());

    // What was, was by the old speed and hold; from here on it is by the new one.
    private void Rebase()
    {
        var timestamp = _real.GetTimestamp();
        (_since, _sinceTimestamp) = (AdvanceTo(timestamp), timestamp);
    }

    private DateTimeOffset AdvanceTo(long timestamp)
    {
        var ticks = _real.GetElapsedTime(_sinceTimestamp, timestamp).Ticks * _speed;
        var reached = ticks >= (DateTimeOffset.MaxValue - _since).Ticks ? DateTimeOffset.MaxValue : _since.AddTicks((long)ticks);
        if (reached >= _heldAt)
        {
            if (_heldAt > _since)
                _since = _heldAt;
            _sinceTimestamp = timestamp;
            return _since;
        }

        return reached;
    }

    private void SignalChange()
    {
        TaskCompletionSource changed;
        lock (_sync)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }
}
