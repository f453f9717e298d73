using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.Pods;

/// <summary>
/// What the owner of a POD signed for the registry of PODs on a chain: that the POD is theirs, and by which key its meter signs (ledger,
/// "PodRegistry"). An account with a POD is personal.
/// </summary>
/// <param name="Registry">The contract: ledger and address, as <c>access-0x…</c>.</param>
/// <param name="ChainId">The chain it is on (EIP-155).</param>
/// <param name="Commitment">What stands for the POD there: keccak256(salt || code), 32 bytes.</param>
/// <param name="Owner">The owner's account, 20 bytes.</param>
/// <param name="MeterKeyHash">keccak256 of the meter's public key in its compressed form, 32 bytes.</param>
/// <param name="Nonce">The owner's number at the registry that the signature uses up.</param>
/// <param name="Deadline">Last second at which the registry takes the signature, since 1970-01-01T00:00Z.</param>
/// <param name="Signature">The owner's of all that (EIP-712); of an account 65 bytes, of a contract (ERC-1271) what that wants.</param>
public sealed record OwnerLink(string Registry, ulong ChainId, ValueList<byte> Commitment, ValueList<byte> Owner,
    ValueList<byte> MeterKeyHash, ulong Nonce, long Deadline, ValueList<byte> Signature)
{
    /// <summary>Bytes a signature may have.</summary>
    public const int MostSignatureBytes = 1024;

    private const int HashBytes = 32;
    private const int AccountBytes = 20;
    private const int MostRegistryCharacters = 100;

    /// <summary>What in a link cannot be; null if nothing. Whether it is signed so is not looked at here.</summary>
    internal static Problem? ProblemOf(OwnerLink link)
    {
        if (!PlainText.IsValid(link.Registry) || link.Registry.Length > MostRegistryCharacters)
            return PlainText.Problem("bad-registry", "a registry", link.Registry, "registry");
        if (link.Commitment.Count != HashBytes)
            return Wrong("commitment", $"a commitment has {HashBytes} bytes, not {link.Commitment.Count}");
        if (link.Owner.Count != AccountBytes || link.Owner.All(b => b == 0))
            return Wrong("owner", $"an owner's account has {AccountBytes} bytes, not all of them 0");
        if (link.MeterKeyHash.Count != HashBytes)
            return Wrong("meterKeyHash", $"the hash of a meter's key has {HashBytes} bytes, not {link.MeterKeyHash.Count}");
        return link.Signature.Count is 0 or > MostSignatureBytes
            ? Wrong("signature", $"a signature has 1 to {MostSignatureBytes} bytes, not {link.Signature.Count}")
            : null;
    }

    /// <summary>Whether another link was signed with the same nonce of the same owner for the same registry: at most one of them takes effect.</summary>
    internal bool IsOfNonce(SignedNonce other) => other.Registry == Registry && other.Owner == Owner && other.Nonce == Nonce;

    /// <summary>Whether its deadline has passed.</summary>
    /// <param name="at">Now.</param>
    internal bool IsOver(DateTimeOffset at) => Deadline < Instant.Microseconds(at) / 1_000_000;

    private static Problem Wrong(string field, string detail) => new("bad-link", detail, field, ProblemKind.Invalid);
}
