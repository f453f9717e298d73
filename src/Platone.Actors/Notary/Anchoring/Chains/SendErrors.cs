namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>
/// What nodes say when they do not take a transaction. JSON-RPC has no codes for it, so the words of go-ethereum (core/txpool/errors.go),
/// Besu (TransactionInvalidReason), Nethermind and anvil are looked for.
/// </summary>
internal static class SendErrors
{
    private static readonly string[] Known = ["already known", "known transaction", "already imported", "alreadyknown"];
    private static readonly string[] NonceUsed = ["nonce too low", "nonce is too low", "nonce below", "nonce_too_low", "below sender account nonce"];
    private static readonly string[] Underpriced =
    [
        "underpriced", "fee too low", "feetoolow", "max fee per gas less than block base fee", "gas price below", "gas_price_too_low",
        "base fee exceeds", "gas price is too low",
    ];

    /// <summary>What a message means.</summary>
    public static SendOutcomeKind Kind(string message) =>
        Says(message, Known) ? SendOutcomeKind.Taken
        : Says(message, NonceUsed) ? SendOutcomeKind.NonceUsed
        : Says(message, Underpriced) ? SendOutcomeKind.Underpriced
        : SendOutcomeKind.Refused;

    private static bool Says(string message, string[] words) => words.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));
}
