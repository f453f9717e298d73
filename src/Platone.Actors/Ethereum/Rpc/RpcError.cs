using System.Globalization;
using System.Text.Json;
using Platone.Actors.Ethereum.Abi;

namespace Platone.Actors.Ethereum.Rpc;

/// <summary>A node's answer that it refuses (JSON-RPC 2.0, section 5.1).</summary>
/// <param name="Code">Such as -32601 (no such method) or 3 (a call was reverted).</param>
/// <param name="Message">The node's words.</param>
/// <param name="Data">What it adds, as JSON; null if nothing.</param>
public sealed record RpcError(long Code, string Message, JsonElement? Data)
{
    /// <summary>The data of a reverted call; null if it is none, or the node does not tell.</summary>
    public byte[]? RevertData => Find(Data, 0);

    // geth, Besu, anvil: the data itself. Older nodes: an object with the data in it, by "data" or "result", or by transaction hash.
    private static byte[]? Find(JsonElement? data, int depth) => data switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString()!.StartsWith("0x", StringComparison.Ordinal)
            && text.GetString()!.TryHexToByteArray(out var bytes) => bytes,
        { ValueKind: JsonValueKind.Object } o when depth < 2 => o.EnumerateObject()
            .Where(p => p.Name is "data" or "result" or "return" || p.Name.StartsWith("0x", StringComparison.Ordinal))
            .Select(p => Find(p.Value, depth + 1)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    internal string Text => string.Create(CultureInfo.InvariantCulture, $"{Message} (code {Code})")
        + (RevertReason.Of(RevertData) is { } reason && !Message.Contains(reason.ToString(), StringComparison.Ordinal)
            ? $": {reason}"
            : "");
}

/// <summary>The node answered with an error.</summary>
public sealed class RpcResponseException : Exception
{
    /// <summary>An error that a node answered with.</summary>
    public RpcResponseException(string method, RpcError error) : base($"{method}: {error.Text}") => (Method, RpcError) = (method, error);

    /// <summary>The method that was called.</summary>
    public string Method { get; }

    /// <summary>Code, message and data as the node sent them.</summary>
    public RpcError RpcError { get; }

    /// <summary>Why a call was reverted, if the node says and every contract may have that error. For a contract's own errors ask
    /// <see cref="Contracts.Contract.FindError(RpcResponseException)"/>.</summary>
    public RevertReason? RevertReason => RevertReason.Of(RpcError.RevertData);
}

/// <summary>The node cannot be reached, or what it answered cannot be read.</summary>
public sealed class RpcClientUnknownException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The node did not answer in time. It may have carried the request out, or may yet.</summary>
public sealed class RpcClientTimeoutException(string message, Exception? inner = null) : Exception(message, inner);
