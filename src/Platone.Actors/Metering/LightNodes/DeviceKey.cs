using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>The form of a device's public key: a compressed secp256k1 point (SEC 1, 2.3.3), 33 bytes in lower-case hex.</summary>
internal static class DeviceKey
{
    private const int Characters = 66;

    /// <summary>
    /// What is wrong with a key given from outside; null if it is none or well formed. Whether it is on the curve is not checked.
    /// </summary>
    public static Problem? Check(string? key) => key is null
        || (key.Length == Characters && key[0] == '0' && key[1] is '2' or '3' && key.All(char.IsAsciiHexDigit))
        ? null
        : new Problem("bad-public-key", $"'{key}' is not a compressed secp256k1 key: 66 hex digits that begin with 02 or 03", "publicKey",
            ProblemKind.Invalid);

    /// <summary>The key as it is recorded.</summary>
    public static string? Normalize(string? key) => key?.ToLowerInvariant();
}
