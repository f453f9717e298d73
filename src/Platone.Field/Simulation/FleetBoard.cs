namespace Platone.Field.Simulation;

/// <summary>How far each device of a fleet is, for those who wait for it. Thread-safe.</summary>
/// <param name="devices">How many devices there are.</param>
internal sealed class FleetBoard(int devices)
{
    private const int Remembered = 200_000;

    private readonly Lock _sync = new();
    private readonly DateTimeOffset[] _open = new DateTimeOffset[devices];
    private HashSet<string> _known = new(StringComparer.Ordinal);
    private HashSet<string> _knownBefore = new(StringComparer.Ordinal);
    private readonly List<Through> _through = [];
    private readonly List<Knowing> _knowing = [];
    private long _awaited = long.MaxValue;

    /// <summary>
    /// Whether somebody waits for no readings but such as a device has measured: then it keeps none back to send more at a time.
    /// </summary>
    /// <param name="next">UTC ticks of the device's next reading.</param>
    public bool IsAwaited(long next) => Interlocked.Read(ref _awaited) < next;

    /// <summary>Shows the time of a device's first reading that is not acknowledged.</summary>
    /// <param name="device">Its number.</param>
    /// <param name="open">The time; null if all are acknowledged that there will ever be.</param>
    public void Show(int device, DateTimeOffset? open)
    {
        lock (_sync)
        {
            var (before, now) = (_open[device], open ?? DateTimeOffset.MaxValue);
            if (now == before)
                return;
            _open[device] = now;
            foreach (var wait in _through)
                wait.Behind += (now <= wait.Instant ? 1 : 0) - (before <= wait.Instant ? 1 : 0);
            foreach (var done in _through.Where(w => w.Behind == 0).ToList())
            {
                _through.Remove(done);
                done.Reached.TrySetResult();
            }

            SetAwaited();
        }
    }

    /// <summary>A device acknowledged a set point, and the broker has that.</summary>
    public void Know(string setPoint)
    {
        lock (_sync)
        {
            if (!_known.Add(setPoint))
                return;
            // A day of a thousand households is some ten megabytes: what is older than that nobody waits for any more.
            if (_known.Count >= Remembered)
                (_known, _knownBefore) = (new HashSet<string>(StringComparer.Ordinal), _known);
            foreach (var done in _knowing.Where(k => k.Missing.Remove(setPoint) && k.Missing.Count == 0).ToList())
            {
                _knowing.Remove(done);
                done.Reached.TrySetResult();
            }
        }
    }

    /// <summary>Completes when every device's readings up to an instant, included, are acknowledged.</summary>
    public async Task ThroughAsync(DateTimeOffset instant, CancellationToken cancellation)
    {
        var wait = new Through(instant);
        lock (_sync)
        {
            wait.Behind = _open.Count(o => o <= instant);
            if (wait.Behind == 0)
                return;
            _through.Add(wait);
            SetAwaited();
        }

        try
        {
            await wait.Reached.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_sync)
            {
                _through.Remove(wait);
                SetAwaited();
            }
        }
    }

    /// <summary>Completes when all of these set points are acknowledged, each by a device.</summary>
    public async Task KnowsAsync(IEnumerable<string> setPoints, CancellationToken cancellation)
    {
        var wait = new Knowing(new HashSet<string>(setPoints, StringComparer.Ordinal));
        lock (_sync)
        {
            wait.Missing.RemoveWhere(id => _known.Contains(id) || _knownBefore.Contains(id));
            if (wait.Missing.Count == 0)
                return;
            _knowing.Add(wait);
        }

        try
        {
            await wait.Reached.Task.WaitAsync(cancellation);
        }
        finally
        {
            lock (_sync)
                _knowing.Remove(wait);
        }
    }

    private void SetAwaited() => Interlocked.Exchange(ref _awaited, _through.Count == 0 ? long.MaxValue : _through.Min(w => w.Instant).UtcTicks);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Through(DateTimeOffset instant)
    {
        public DateTimeOffset Instant => instant;

        public TaskCompletionSource Reached { get; } = NewSignal();

        /// <summary>How many devices are not so far.</summary>
        public int Behind { get; set; }
    }

    private sealed class Knowing(HashSet<string> missing)
    {
        public HashSet<string> Missing => missing;

        public TaskCompletionSource Reached { get; } = NewSignal();
    }
}
