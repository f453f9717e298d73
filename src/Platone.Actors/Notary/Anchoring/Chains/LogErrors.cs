using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>
/// What nodes say when they do not answer <c>eth_getLogs</c>. A range or an answer that is too large has neither one code (-32000, -32005,
/// -32600, -32602, -32614, 35) nor one wording, and the next node has another: so every refusal counts as one, but for those that are known to
/// be of another kind, which more questions would make worse.
/// </summary>
internal static class LogErrors
{
    private const long NoSuchMethod = -32601;

    private static readonly string[] OfAnotherKind =
    [
        "rate limit", "rate-limit", "ratelimit", "too many requests", "request count exceeded", "requests per second", "compute units per second",
        "quota", "credits", "unauthorized", "api key", "apikey", "forbidden", "not authorized", "authenticat", "method not",
    ];

    /// <summary>Whether a smaller range may be answered.</summary>
    public static bool MayBeTooLarge(RpcError error) => error.Code is not (NoSuchMethod or 429 or -32029)
        && !OfAnotherKind.Any(w => error.Message.Contains(w, StringComparison.OrdinalIgnoreCase));
}
