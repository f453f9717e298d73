using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>What stands for a meter's key on a chain.</summary>
public static class MeterKeys
{
    /// <summary>keccak256 of the 33 bytes of the compressed point: <c>cast keccak 0x02…</c>.</summary>
    /// <param name="publicKey">secp256k1, compressed, 66 hexadecimal digits.</param>
    /// <exception cref="FormatException">Not hexadecimal.</exception>
    public static Hash256 HashOf(string publicKey) => new(Keccak256.Hash(Convert.FromHexString(publicKey)));
}
