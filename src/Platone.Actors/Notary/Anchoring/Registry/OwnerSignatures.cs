using Platone.Actors.Ethereum;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>Signatures of links by the key of the owner's account, apart from those that a contract vouches for.</summary>
internal static class OwnerSignatures
{
    /// <summary>Whether a digest was signed by an account's own key.</summary>
    /// <param name="owner">The account.</param>
    /// <param name="digest">32 bytes.</param>
    /// <param name="signature">Any bytes.</param>
    public static bool IsAccounts(Address owner, byte[] digest, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != RecoverableSignature.Bytes)
            return false;
        try
        {
            return Secp256k1PublicKey.Recover(digest, RecoverableSignature.Parse(signature)).Address == owner;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether a link was signed by the owner's own key.</summary>
    /// <param name="link">The link.</param>
    /// <param name="contract">The registry.</param>
    /// <param name="chainId">Its chain.</param>
    public static bool IsAccounts(RegistryLink link, Address contract, ulong chainId) =>
        IsAccounts(link.Owner, LinkMessage.Of(link, contract, chainId).Hash, link.Signature.Items.AsSpan());
}
