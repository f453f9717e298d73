using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Field.LightNodes;

/// <summary>
/// Gathers what the gateway refuses of each node and sends it to the node at most once a minute, so that a stranger cannot grow the
/// journal. What is lost with the process was never acknowledged end to end; the device sends it again and it is counted then.
/// </summary>
internal sealed class RefusalCounter(IEntities entities, TimeProvider clock, IntakeOptions options, ILogger logger,
    Action<string, ImmutableArray<Acknowledgement>> acknowledge)
{
    /// <summary>Nodes whose refusals are sent at the same time.</summary>
    private const int Parallel = 32;

    private readonly ConcurrentDictionary<LightNodeId, Gathered> _nodes = new();

    /// <summary>Counts refusals of a node.</summary>
    /// <param name="serial">Its serial.</param>
    /// <param name="id">Its pseudonym.</param>
    /// <param name="reason">Why.</param>
    /// <param name="count">How many readings, or messages where nobody knows of how many readings.</param>
    /// <param name="keys">Keys that are refused for good with it.</param>
    public void Add(string serial, LightNodeId id, RefusalReason reason, int count, ImmutableArray<KeyRange> keys)
    {
        var added = new CountRefusals(id, [new RefusalCount(reason, count)], default) { Keys = keys };
        while (true)
        {
            var node = _nodes.GetOrAdd(id, static (_, s) => new Gathered(s), serial);
            lock (node)
            {
                if (node.IsGone)
                    continue;
                node.Refusals = node.Refusals.Add(added);
                return;
            }
        }
    }

    /// <summary>Sends what is due until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(options.RefusalCheck, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                await FlushAsync(isLast: false, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    /// <summary>Sends what is due, or everything if it is the last time.</summary>
    public Task FlushAsync(bool isLast, CancellationToken cancellation) => System.Threading.Tasks.Parallel.ForEachAsync(_nodes,
        new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
        async (entry, token) => await FlushAsync(entry.Key, entry.Value, isLast, token));

    private async Task FlushAsync(LightNodeId id, Gathered node, bool isLast, CancellationToken cancellation)
    {
        CountRefusals command;
        lock (node)
        {
            if (!isLast && node.SentAt is { } sentAt && clock.GetElapsedTime(sentAt) < options.RefusalInterval)
                return;
            if (node.InDoubt is null && node.Refusals.IsEmpty)
            {
                node.IsGone = true;
                _nodes.TryRemove(id, out _);
                return;
            }

            // What may have been recorded is sent again unchanged, so that it is recorded once.
            if (node.InDoubt is null)
                (node.InDoubt, node.Refusals) = (node.Refusals.ToCommand(id, clock.GetUtcNow()), Refusals.None);
            command = node.InDoubt;
        }

        var reply = await SendAsync(command, cancellation);
        if (reply is CommandReply.Unavailable)
            return;
        lock (node)
        {
            node.InDoubt = null;
            node.SentAt = clock.GetTimestamp();
        }

        if (reply is CommandReply.Refused refused)
            logger.RefusalsNotTaken(id, refused.Problem.ToString());
        else
            logger.Refused(id, command.Refusals.Sum(r => r.Count));
        if (reply is CommandReply.Done { Report: ReadingsReport { Acknowledged.IsEmpty: false } report })
            acknowledge(node.Serial, report.Acknowledged);
        if (isLast && !node.Refusals.IsEmpty)
            await FlushAsync(id, node, isLast, cancellation);
    }

    private async Task<CommandReply> SendAsync(CountRefusals command, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.CommitTimeout, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return await entities.SendAsync(command, linked.Token);
        }
        catch (OperationCanceledException)
        {
            return new CommandReply.Unavailable("no answer in time");
        }
    }

    private sealed class Gathered(string serial)
    {
        public string Serial { get; } = serial;

        public Refusals Refusals { get; set; } = Refusals.None;

        /// <summary>What was sent and not answered.</summary>
        public CountRefusals? InDoubt { get; set; }

        public long? SentAt { get; set; }

        public bool IsGone { get; set; }
    }
}
