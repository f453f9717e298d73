using System.Collections.Concurrent;
using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.Tests;

/// <summary>
/// Light nodes that remember in memory what was recorded, in place of the sharded entities: they know keys, acknowledge the run from
/// an epoch's lowest seq, and refuse what is in the future or before <see cref="ValidFrom"/>. The system tests use the real ones.
/// </summary>
internal sealed class RecordingEntities : IEntities
{
    public static readonly DateTimeOffset ValidFrom = new(2005, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _sync = new();
    private readonly Dictionary<LightNodeId, RecordedNode> _nodes = [];
    private readonly ConcurrentQueue<ICommand> _commands = new();
    private volatile TaskCompletionSource? _held;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Every command that came, answered or not.</summary>
    public IReadOnlyList<ICommand> Commands => [.. _commands];

    /// <summary>How many times a node was asked who it is.</summary>
    public int Asked { get; private set; }

    /// <summary>Answers in place of the nodes, where it returns something.</summary>
    public Func<ICommand, CommandReply?> Answer { get; set; } = _ => null;

    public void Register(LightNodeId id, string? publicKey = null)
    {
        lock (_sync)
            _nodes[id] = new RecordedNode { Id = id, PublicKey = publicKey };
    }

    public void ChangeKey(LightNodeId id, string? publicKey)
    {
        lock (_sync)
            (_nodes[id].PublicKey, _nodes[id].IsKeyRevoked) = (publicKey, false);
    }

    public void RevokeKey(LightNodeId id)
    {
        lock (_sync)
            (_nodes[id].PublicKey, _nodes[id].IsKeyRevoked) = (null, true);
    }

    /// <summary>What is recorded of a node, in the order it came.</summary>
    public IReadOnlyList<Reading> Recorded(LightNodeId id)
    {
        lock (_sync)
            return [.. _nodes[id].Readings];
    }

    /// <summary>Signed bytes that came with a node's readings.</summary>
    public IReadOnlyList<SignedEvidence> Evidence(LightNodeId id)
    {
        lock (_sync)
            return [.. _nodes[id].Evidence];
    }

    /// <summary>Refusals that were recorded at a node, by reason.</summary>
    public IReadOnlyDictionary<RefusalReason, long> Refused(LightNodeId id)
    {
        lock (_sync)
            return new Dictionary<RefusalReason, long>(_nodes[id].Refused);
    }

    /// <summary>From now on commands wait until the result is disposed: a journal that does not confirm.</summary>
    public IDisposable Hold()
    {
        var held = NewSignal();
        _held = held;
        return new Release(() =>
        {
            _held = null;
            held.SetResult();
        });
    }

    /// <summary>Waits until a condition holds; it is looked at after each command.</summary>
    public async Task WaitAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Testing.Deadline.Default);
        while (true)
        {
            Task changed;
            lock (_sync)
                changed = _changed.Task;
            if (condition())
                return;
            await changed.WaitAsync(deadline.Token);
        }
    }

    public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
    {
        _commands.Enqueue(command);
        Signal();
        if (_held is { } held)
            await held.Task.WaitAsync(cancellation);
        var reply = Answer(command) ?? command switch
        {
            RecordReadings c => Record(c),
            CountRefusals c => Count(c),
            _ => throw new NotSupportedException($"{command}"),
        };
        Signal();
        return reply;
    }

    public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation)
    {
        var id = ((GetLightNode)query).Id;
        lock (_sync)
        {
            Asked++;
            var node = _nodes.GetValueOrDefault(id);
            return Task.FromResult((TView)(object)new LightNodeView(id, node is not null, null, node?.PublicKey,
                node?.IsKeyRevoked ?? false));
        }
    }

    private CommandReply.Done Record(RecordReadings command)
    {
        lock (_sync)
        {
            var node = _nodes[command.Id];
            var (recorded, before) = (0, 0);
            var refused = ImmutableArray.CreateBuilder<RefusedReading>();
            foreach (var reading in command.Readings)
            {
                if (reading.Time > command.At.AddSeconds(60))
                    refused.Add(new RefusedReading(reading.Epoch, reading.Seq, RefusalReason.TimeInFuture, $"{reading.Time:O}"));
                else if (reading.Time < ValidFrom)
                    refused.Add(new RefusedReading(reading.Epoch, reading.Seq, RefusalReason.BeforeValidFrom, $"{reading.Time:O}"));
                else if (!node.Keys.Add((reading.Epoch, reading.Seq)))
                    before++;
                else
                {
                    node.Readings.Add(reading);
                    recorded++;
                }
            }

            if (command.Evidence is not null && recorded > 0)
                node.Evidence.Add(command.Evidence);
            return new CommandReply.Done(node.Readings.Count,
                new ReadingsReport(recorded, before, refused.ToImmutable(), [.. command.Readings.Select(r => r.Epoch).Distinct().Select(node.Acknowledged).OfType<Acknowledgement>()]));
        }
    }

    private CommandReply.Done Count(CountRefusals command)
    {
        lock (_sync)
        {
            var node = _nodes[command.Id];
            foreach (var (reason, count) in command.Refusals)
                node.Refused[reason] = node.Refused.GetValueOrDefault(reason) + count;
            foreach (var keys in command.Keys)
                for (var seq = keys.First; seq <= keys.Last; seq++)
                    node.Keys.Add((keys.Epoch, seq));
            return new CommandReply.Done(node.Readings.Count,
                new ReadingsReport(0, 0, [], [.. command.Keys.Select(k => k.Epoch).Distinct().Select(node.Acknowledged).OfType<Acknowledgement>()]));
        }
    }

    private void Signal()
    {
        TaskCompletionSource changed;
        lock (_sync)
            (changed, _changed) = (_changed, NewSignal());
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }

    private sealed class RecordedNode
    {
        private readonly Dictionary<int, long> _upTo = [];

        public LightNodeId Id { get; init; }

        public string? PublicKey { get; set; }

        public bool IsKeyRevoked { get; set; }

        public HashSet<(int Epoch, long Seq)> Keys { get; } = [];

        public List<Reading> Readings { get; } = [];

        public List<SignedEvidence> Evidence { get; } = [];

        public Dictionary<RefusalReason, long> Refused { get; } = [];

        public Acknowledgement? Acknowledged(int epoch)
        {
            if (!_upTo.TryGetValue(epoch, out var upTo))
            {
                if (!Keys.Any(k => k.Epoch == epoch))
                    return null;
                upTo = Keys.Where(k => k.Epoch == epoch).Min(k => k.Seq);
            }

            while (Keys.Contains((epoch, upTo + 1)))
                upTo++;
            _upTo[epoch] = upTo;
            return new Acknowledgement(epoch, upTo);
        }
    }
}
