using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.SetPoints;

namespace Platone.Field.LightNodes;

/// <summary>
/// The way of a readings message, or an acknowledgement of a set point, from any broker into the journal: who is it, may it send so fast, is
/// it signed, what does it say, and then the node's entity. Every row of the table of inputs (field, "Light nodes over MQTT") is decided here, the same for both brokers.
/// Thread-safe; messages of different nodes go side by side.
/// </summary>
public sealed class ReadingsIntake : IAsyncDisposable
{
    private readonly IEntities _entities;
    private readonly TimeProvider _clock;
    private readonly IntakeOptions _options;
    private readonly ILogger _logger;
    private readonly NodeRegister _register;
    private readonly RefusalCounter _refusals;
    private readonly SemaphoreSlim _inFlight;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _flushing;
    private bool _isDisposed;

    /// <summary>Makes an intake, which at once begins to flush refusals.</summary>
    /// <param name="entities">The way to the light nodes.</param>
    /// <param name="directory">Serials and pseudonyms.</param>
    /// <param name="clock">The one clock.</param>
    /// <param name="options">Limits.</param>
    /// <param name="logger">Where it logs.</param>
    public ReadingsIntake(IEntities entities, IDirectory directory, TimeProvider clock, IntakeOptions options, ILogger<ReadingsIntake> logger)
    {
        (_entities, _clock, _options, _logger) = (entities, clock, options, logger);
        _register = new NodeRegister(entities, directory, clock, options);
        _refusals = new RefusalCounter(entities, clock, options, logger, (serial, acks) => AcknowledgedLater?.Invoke(serial, acks));
        _inFlight = new SemaphoreSlim(options.MaxInFlight);
        Strangers = new StrangerCounter(options.UnknownSources);
        _flushing = _refusals.RunAsync(_stopping.Token);
    }

    /// <summary>
    /// Raised with a serial and end-to-end acknowledgements that became due without a message of the node, because refusals
    /// were recorded; gateways publish them. Handlers must not block.
    /// </summary>
    public event Action<string, ImmutableArray<Acknowledgement>>? AcknowledgedLater;

    /// <summary>The last messages that were refused.</summary>
    public RejectedLog Rejected { get; } = new();

    /// <summary>Messages with unknown serials, by source address.</summary>
    public StrangerCounter Strangers { get; }

    /// <summary>Deliveries of set points that acknowledgements wait for.</summary>
    internal DeliveriesUnderWay Deliveries { get; } = new();

    /// <summary>
    /// Takes one message. Returns when it is in the journal or refused; never throws for bad input, nor when the journal is out of reach.
    /// </summary>
    /// <param name="serial">The node's serial, from the topic that the broker has authorised.</param>
    /// <param name="payload">The message; must not change until this returns.</param>
    /// <param name="source">Address it came from, for the records.</param>
    /// <param name="cancellation">Gives up: the result is <see cref="IntakeOutcome.Unavailable"/>, the outcome unknown.</param>
    public async Task<IntakeResult> TakeAsync(string serial, ReadOnlyMemory<byte> payload, string source, CancellationToken cancellation)
    {
        FieldMetrics.Messages.Add(1);
        var arrived = _clock.GetTimestamp();
        var result = await OfNodeAsync(serial, source, (node, giveUp) => TakeAsync(serial, node, payload, source, giveUp), cancellation);
        if (result.Outcome == IntakeOutcome.Durable)
            FieldMetrics.Latency.Record(_clock.GetElapsedTime(arrived).TotalSeconds);
        return result;
    }

    /// <summary>
    /// Takes the acknowledgement of a set point. Returns when it is in the journal or refused; never throws for bad input, nor when the journal
    /// is out of reach.
    /// </summary>
    /// <param name="serial">The node's serial, from the topic that the broker has authorised.</param>
    /// <param name="payload">The message; must not change until this returns.</param>
    /// <param name="source">Address it came from, for the records.</param>
    /// <param name="cancellation">Gives up: the result is <see cref="IntakeOutcome.Unavailable"/>, the outcome unknown.</param>
    public Task<IntakeResult> TakeAcknowledgementAsync(string serial, ReadOnlyMemory<byte> payload, string source, CancellationToken cancellation) =>
        OfNodeAsync(serial, source, (node, giveUp) => AcknowledgeAsync(serial, node, payload, source, giveUp), cancellation);

    /// <summary>Whether a node may send a message that is not recorded, such as a status, by its token bucket. False for a stranger.</summary>
    /// <param name="serial">The node's serial, from the topic that the broker has authorised.</param>
    /// <param name="source">Address it came from, for the records.</param>
    /// <param name="cancellation">Gives up: false.</param>
    internal async Task<bool> MaySendAsync(string serial, string source, CancellationToken cancellation) =>
        (await OfNodeAsync(serial, source, (node, _) => Task.FromResult(node.Bucket.TryTake(1)
            ? new IntakeResult(IntakeOutcome.Durable, [])
            : OverRate(serial, node, 1)), cancellation)).Outcome == IntakeOutcome.Durable;

    /// <summary>Sends what refusals were gathered since the last minute; on shutdown, before the entities stop.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stopping.CancelAsync();
        await _flushing;
        using var timeout = new CancellationTokenSource(_options.CommitTimeout, _clock);
        try
        {
            await _refusals.FlushAsync(isLast: true, timeout.Token);
        }
        catch (OperationCanceledException)
        {
            // What could not be sent was not acknowledged either.
        }

        _stopping.Dispose();
        _inFlight.Dispose();
    }

    private async Task<IntakeResult> OfNodeAsync(string serial, string source, Func<KnownNode, CancellationToken, Task<IntakeResult>> take,
        CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = _clock.CreateTimer(static c => ((CancellationTokenSource)c!).Cancel(), giveUp, _options.CommitTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            return await _register.FindAsync(serial, giveUp.Token) is { } node ? await take(node, giveUp.Token) : Unknown(source);
        }
        catch (OperationCanceledException)
        {
            FieldMetrics.Unavailable.Add(1);
            return IntakeResult.Of(IntakeOutcome.Unavailable, "no answer in time");
        }
    }

    private async Task<IntakeResult> AcknowledgeAsync(string serial, KnownNode node, ReadOnlyMemory<byte> payload, string source,
        CancellationToken cancellation)
    {
        if (!node.Bucket.TryTake(1))
            return OverRate(serial, node, 1);
        if (SetPointAcknowledgementDecoder.Decode(payload.Span, out var acknowledgement) is { } refusal)
            return Refuse(serial, node, payload, source, Rejection.Malformed, refusal, 1, []);
        await Deliveries.WaitAsync(node.Id, acknowledgement.Id, cancellation);
        switch (await SendAsync(new AcknowledgeSetPoint(node.Id, acknowledgement.Id, acknowledgement.MeasuredW, _clock.GetUtcNow()), cancellation))
        {
            case CommandReply.Done:
                FieldMetrics.SetPointsAcknowledged.Add(1);
                return new IntakeResult(IntakeOutcome.Durable, []);
            case CommandReply.Refused { Problem.Code: "unknown-set-point" } unknown:
                return Refuse(serial, node, payload, source, Rejection.UnknownSetPoint, unknown.Problem.ToString(), 1, []);
            case CommandReply.Refused refused:
                return await RefusedAsync(serial, node, payload, source, refused, 1, cancellation);
            case var reply:
                return Unavailable(node, reply);
        }
    }

    private async Task<IntakeResult> TakeAsync(string serial, KnownNode node, ReadOnlyMemory<byte> payload, string source, CancellationToken cancellation)
    {
        if (!node.Bucket.TryTake(1))
            return OverRate(serial, node, 1);
        if (node.IsKeyRevoked)
        {
            // It may just have been given another key.
            if (await _register.FindAgainAsync(serial, node, cancellation) is not { IsKeyRevoked: false } now)
                return Refuse(serial, node, payload, source, Rejection.BadSignature, "sig: this node's key was revoked", 1, []);
            node = now;
        }
        var json = payload;
        SignedEvidence? evidence = null;
        if (node.PublicKey is not null)
        {
            if (!SignedEnvelope.TryDecode(payload.Span, out var envelope, out var refusal, out var why))
                return Refuse(serial, node, payload, source, why, refusal!, 1, []);
            if (await SignerAsync(serial, node, envelope, cancellation) is not { } signer)
                return Refuse(serial, node, payload, source, Rejection.BadSignature, "sig: is not of this node's key over data", 1, []);
            json = envelope.Data;
            evidence = new SignedEvidence(ImmutableCollectionsMarshal.AsImmutableArray(envelope.Data),
                ImmutableCollectionsMarshal.AsImmutableArray(envelope.Signature), signer.Hex);
        }

        var decoded = ReadingsDecoder.Decode(json.Span);
        if (decoded.Refusal is not null)
            return Refuse(serial, node, payload, source, Rejection.Malformed, decoded.Refusal, 1, []);
        // Free texts (ems, bms) may make a reading as large as a hundred: then it counts as many.
        var worth = Math.Max(decoded.Count, payload.Length / _options.BytesAReading);
        if (worth > 1 && !node.Bucket.TryTake(worth - 1))
            return OverRate(serial, node, decoded.Count);
        IntakeResult? faulty = decoded.Faulty.IsEmpty ? null : Refuse(serial, node, payload, source, Rejection.Malformed,
            string.Join("; ", decoded.Faulty.Take(3).Select(f => f.Reason)), decoded.Faulty.Length,
            [.. decoded.Faulty.Where(f => f.Key is not null).Select(f => f.Key!.Value)]);
        return decoded.Readings.IsEmpty
            ? faulty!.Value
            : await RecordAsync(serial, node, new RecordReadings(node.Id, decoded.Readings, evidence, _clock.GetUtcNow()), payload, source,
                faulty?.Detail, cancellation);
    }

    private async Task<IntakeResult> RecordAsync(string serial, KnownNode node, RecordReadings command, ReadOnlyMemory<byte> payload, string source,
        string? detail, CancellationToken cancellation)
    {
        switch (await SendAsync(command, cancellation))
        {
            case CommandReply.Done { Report: ReadingsReport report }:
                FieldMetrics.Recorded.Add(report.Recorded);
                FieldMetrics.Repeated.Add(report.AlreadyRecorded);
                if (!report.Refused.IsEmpty)
                {
                    // The node counts these itself.
                    var first = report.Refused[0];
                    detail = $"{report.Refused.Length} refused, first (epoch {first.Epoch}, seq {first.Seq}): {first.Reason}: {first.Detail}";
                    FieldMetrics.CountRefused(Rejection.RefusedByNode, report.Refused.Length);
                    Rejected.Add(_clock.GetUtcNow(), serial, source, Rejection.RefusedByNode, detail, payload.Span);
                }

                return new IntakeResult(IntakeOutcome.Durable, report.Acknowledged, detail);
            case CommandReply.Done done:
                throw new InvalidOperationException($"{nameof(RecordReadings)} was answered with {done.Report ?? "no report"}");
            case CommandReply.Refused refused:
                return await RefusedAsync(serial, node, payload, source, refused, command.Readings.Length, cancellation);
            case var reply:
                return Unavailable(node, reply);
        }
    }

    private async Task<CommandReply> SendAsync(LightNodeCommand command, CancellationToken cancellation)
    {
        await _inFlight.WaitAsync(cancellation);
        try
        {
            return await _entities.SendAsync(command, cancellation);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    /// <summary>The node itself takes nothing any more, which the register may not know yet.</summary>
    private async Task<IntakeResult> RefusedAsync(string serial, KnownNode node, ReadOnlyMemory<byte> payload, string source,
        CommandReply.Refused refused, int count, CancellationToken cancellation)
    {
        await _register.FindAgainAsync(serial, node, cancellation);
        FieldMetrics.CountRefused(Rejection.RefusedByNode, count);
        Rejected.Add(_clock.GetUtcNow(), serial, source, Rejection.RefusedByNode, refused.Problem.ToString(), payload.Span);
        return IntakeResult.Of(IntakeOutcome.Refused, refused.Problem.ToString());
    }

    private IntakeResult Unavailable(KnownNode node, CommandReply reply)
    {
        var reason = ((CommandReply.Unavailable)reply).Reason;
        FieldMetrics.Unavailable.Add(1);
        _logger.Unavailable(node.Id, reason);
        return IntakeResult.Of(IntakeOutcome.Unavailable, reason);
    }

    /// <summary>The key that signed; asks the node once more if it was not the one believed, for it may just have been changed.</summary>
    private async ValueTask<Secp256k1PublicKey?> SignerAsync(string serial, KnownNode node, SignedEnvelope envelope, CancellationToken cancellation)
    {
        if (node.PublicKey!.Verify(envelope.Data, envelope.Signature))
            return node.PublicKey;
        var now = await _register.FindAgainAsync(serial, node, cancellation);
        return now?.PublicKey is { } key && !key.Equals(node.PublicKey) && key.Verify(envelope.Data, envelope.Signature) ? key : null;
    }

    private IntakeResult Unknown(string source)
    {
        Strangers.Add(source);
        FieldMetrics.CountRefused(Rejection.UnknownNode, 1);
        return IntakeResult.Of(IntakeOutcome.UnknownNode, "no light node has this serial");
    }

    private IntakeResult OverRate(string serial, KnownNode node, int readings)
    {
        FieldMetrics.CountRefused(Rejection.OverRate, readings);
        _refusals.Add(serial, node.Id, RefusalReason.OverRate, readings, []);
        return IntakeResult.Of(IntakeOutcome.OverRate, $"more than {_options.ReadingsPerSecond} readings/s");
    }

    private IntakeResult Refuse(string serial, KnownNode node, ReadOnlyMemory<byte> payload, string source, Rejection why, string reason, int count,
        ImmutableArray<KeyRange> keys)
    {
        FieldMetrics.CountRefused(why, count);
        Rejected.Add(_clock.GetUtcNow(), serial, source, why, reason, payload.Span);
        if (why == Rejection.BadSignature)
            _logger.BadSignature(node.Id, reason);
        var recorded = why switch
        {
            Rejection.BadSignature => RefusalReason.BadSignature,
            Rejection.UnknownSetPoint => RefusalReason.UnknownSetPoint,
            _ => RefusalReason.Malformed,
        };
        _refusals.Add(serial, node.Id, recorded, count, keys);
        return IntakeResult.Of(IntakeOutcome.Refused, reason);
    }
}
