using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens;

/// <summary>
/// The name of a batch of grants, under which a ledger settles it exactly once (ledger, "Contracts", <c>FlexToken.settle</c>):
/// SHA-256 of <c>platone/token-settlement/v1</c>, a zero byte, the session's id as UTF-8, a zero byte, and version and batch as 32-bit
/// big-endian integers.
/// </summary>
/// <param name="Hex">32 bytes, as 64 lower-case hexadecimal digits.</param>
public readonly record struct TokenSettlementId(string Hex)
{
    private const string Domain = "platone/token-settlement/v1";

    /// <summary>The name of a batch.</summary>
    /// <param name="session">The settled session.</param>
    /// <param name="version">Version of its settlement, from 1.</param>
    /// <param name="batch">Number of the batch in the version, from 0, through all aggregators.</param>
    public static TokenSettlementId Of(MarketSessionId session, int version, int batch)
    {
        var numbers = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(numbers, version);
        BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(sizeof(int)), batch);
        return new TokenSettlementId(Convert.ToHexStringLower(
            SHA256.HashData([.. Encoding.UTF8.GetBytes($"{Domain}\0{session.Value}\0"), .. numbers])));
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
