using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>Signatures of links by the key of the owner's account, apart from those that a contract vouches for.</summary>
public static class OwnerSignatures
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

    /// <summary>
    /// A link as the contract takes it: of an account's own signature v is 27 or 28 (some wallets write 0 or 1, which OpenZeppelin refuses). What a
    /// contract is to vouch for stays as it is.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="contract">The registry.</param>
    /// <param name="chainId">Its chain.</param>
    public static RegistryLink Normal(RegistryLink link, Address contract, ulong chainId) => IsAccounts(link, contract, chainId)
        ? link with { Signature = ValueList.Of<byte>(RecoverableSignature.Parse(link.Signature.Items.AsSpan()).ToBytes()) }
        : link;

    /// <summary>Whether a link was signed by the owner's own key.</summary>
    /// <param name="link">The link.</param>
    /// <param name="contract">The registry.</param>
    /// <param name="chainId">Its chain.</param>
    public static bool IsAccounts(RegistryLink link, Address contract, ulong chainId) =>
        IsAccounts(link.Owner, LinkMessage.Of(link, contract, chainId).Hash, link.Signature.Items.AsSpan());
}
