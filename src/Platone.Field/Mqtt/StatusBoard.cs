using System.Collections.Concurrent;

namespace Platone.Field.Mqtt;

/// <summary>What light nodes last said on their <c>status</c> topic, their last wills included. Thread-safe.</summary>
public sealed class StatusBoard
{
    /// <summary>Longest status text that is kept, characters.</summary>
    public const int MaxText = 64;

    private const int MaxNodes = 100_000;
    private readonly ConcurrentDictionary<string, NodeStatus> _statuses = new(StringComparer.Ordinal);

    /// <summary>Raised after a status was kept. Handlers must not block.</summary>
    public event Action<string, NodeStatus>? Changed;

    /// <summary>The last status of a node, or null if it never sent one.</summary>
    public NodeStatus? Find(string serial) => _statuses.TryGetValue(serial, out var status) ? status : null;

    internal void Set(string serial, ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        var text = System.Text.Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, MaxText)]);
        var status = new NodeStatus(text, at);
        if (_statuses.Count >= MaxNodes && !_statuses.ContainsKey(serial))
            return;
        _statuses[serial] = status;
        Changed?.Invoke(serial, status);
    }
}

/// <summary>A light node's status.</summary>
/// <param name="Text"><c>online</c>, <c>offline</c>, or whatever the device says.</param>
/// <param name="At">When it arrived.</param>
public readonly record struct NodeStatus(string Text, DateTimeOffset At);
