namespace Platone.Field.Simulation;

/// <summary>What the devices of a fleet count together. Thread-safe.</summary>
internal sealed class FleetCounters(int nodes)
{
    private int _connected;
    private long _measured;
    private long _sent;
    private long _acknowledged;
    private int _done;
    private long _setPoints;
    private long _ignored;
    private volatile string? _problem;

    public FleetProgress Progress => new(nodes, Volatile.Read(ref _connected), Interlocked.Read(ref _measured), Interlocked.Read(ref _sent),
        Interlocked.Read(ref _acknowledged), Volatile.Read(ref _done), _problem)
    {
        SetPoints = Interlocked.Read(ref _setPoints),
        Ignored = Interlocked.Read(ref _ignored),
    };

    public void Connect(int change) => Interlocked.Add(ref _connected, change);

    public void Measure() => Interlocked.Increment(ref _measured);

    public void Send(int readings) => Interlocked.Add(ref _sent, readings);

    public void Acknowledge(int readings) => Interlocked.Add(ref _acknowledged, readings);

    public void Finish() => Interlocked.Increment(ref _done);

    public void AcknowledgeSetPoint() => Interlocked.Increment(ref _setPoints);

    public void IgnoreSetPoint() => Interlocked.Increment(ref _ignored);

    public void Report(string problem) => _problem = problem;
}
