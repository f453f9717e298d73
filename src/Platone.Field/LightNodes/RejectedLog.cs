using System.Collections.Immutable;

namespace Platone.Field.LightNodes;

/// <summary>The last messages that were refused at the gateways, for operators: a ring in memory. Thread-safe.</summary>
/// <param name="capacity">How many are kept.</param>
public sealed class RejectedLog(int capacity = RejectedLog.DefaultCapacity)
{
    /// <summary>How many are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 1_000;

    /// <summary>How much of a payload is kept, bytes.</summary>
    public const int HeadBytes = 256;

    private readonly Lock _sync = new();
    private readonly RejectedMessage[] _ring = new RejectedMessage[capacity];
    private long _count;

    /// <summary>How many messages were ever put in.</summary>
    public long Count
    {
        get
        {
            lock (_sync)
                return _count;
        }
    }

    /// <summary>The messages that are kept, newest first.</summary>
    public IReadOnlyList<RejectedMessage> Newest()
    {
        lock (_sync)
        {
            var kept = (int)Math.Min(_count, capacity);
            return [.. Enumerable.Range(1, kept).Select(back => _ring[(_count - back) % capacity])];
        }
    }

    internal void Add(DateTimeOffset at, string serial, string source, Rejection why, string reason, ReadOnlySpan<byte> payload)
    {
        var message = new RejectedMessage(at, serial, source, why, reason, payload.Length,
            [.. payload[..Math.Min(payload.Length, HeadBytes)]]);
        lock (_sync)
            _ring[_count++ % capacity] = message;
    }
}

/// <summary>A message of which something was refused.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Serial">The serial in its topic.</param>
/// <param name="Source">Address it came from, or the external broker.</param>
/// <param name="Why">Class of the refusal.</param>
/// <param name="Reason">What is wrong, naming the field.</param>
/// <param name="Bytes">Length of the payload.</param>
/// <param name="Head">Its first 256 bytes.</param>
public sealed record RejectedMessage(DateTimeOffset At, string Serial, string Source, Rejection Why, string Reason, int Bytes,
    ImmutableArray<byte> Head);

/// <summary>Why a gateway refuses a message (field, table of inputs).</summary>
public enum Rejection
{
    /// <summary>Not the JSON it should be.</summary>
    Malformed,

    /// <summary>No light node has this serial.</summary>
    UnknownNode,

    /// <summary>A keyed node sent it without a signature, or a wrong one.</summary>
    BadSignature,

    /// <summary>More than the node's token bucket allows.</summary>
    OverRate,

    /// <summary>The node's entity refused the readings, some or all.</summary>
    RefusedByNode,

    /// <summary>The sender may not publish on that topic.</summary>
    NotAuthorised,

    /// <summary>It acknowledges a set point that was never delivered to the node.</summary>
    UnknownSetPoint,
}
