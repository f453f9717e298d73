using System.Globalization;
using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>
/// The calls that <c>PodRegistry</c> is asked for, those of a POD in the order of its events: they share its commitment as their lane.
/// Neither name nor lane nor cause has the POD's pseudonym: an account with a POD is personal, and these stand in the clear.
/// </summary>
public static class RegistryCalls
{
    private const string LinkKind = "link";
    private const string RevokeKind = "revoke";
    private const string Arguments = "(bytes32,address,bytes32,uint256,uint256,bytes)";

    private static readonly FunctionAbi LinkFunction = FunctionAbi.Parse("link" + Arguments);
    private static readonly FunctionAbi SucceedFunction = FunctionAbi.Parse("succeed" + Arguments);
    private static readonly FunctionAbi RevokeFunction = FunctionAbi.Parse("revoke(bytes32)");

    /// <summary>
    /// The call that registers a link. Whether it begins the POD's links or succeeds one is seen on the chain when it is sent.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="eventNr">Number of the POD's event.</param>
    public static CallRequest Link(RegistryLink link, long eventNr) => new(LinkName(link.Commitment, link.Owner, link.Nonce, eventNr),
        link.Commitment.ToString(), LinkFunction.EncodeCall(Encode(link)).ToValueList(), Cause(link.Commitment, eventNr));

    /// <summary>The call that ends a link.</summary>
    /// <param name="commitment">Stands for the POD.</param>
    /// <param name="owner">Whose link it is.</param>
    /// <param name="nonce">The nonce that link was signed with.</param>
    /// <param name="eventNr">Number of the POD's event.</param>
    public static CallRequest Revoke(Hash256 commitment, Address owner, ulong nonce, long eventNr) => new(
        RevokeName(commitment, owner, nonce, eventNr), commitment.ToString(),
        RevokeFunction.EncodeCall([commitment.ToBytes()]).ToValueList(),
        Cause(commitment, eventNr));

    /// <summary>The name of a link's call.</summary>
    public static string LinkName(Hash256 commitment, Address owner, ulong nonce, long eventNr) =>
        Name(LinkKind, commitment, owner, nonce, eventNr);

    /// <summary>What the names of the calls of all links begin with that a POD's owner signed with a nonce.</summary>
    public static string LinkNames(Hash256 commitment, Address owner, ulong nonce) =>
        string.Create(CultureInfo.InvariantCulture, $"{LinkKind}-{commitment}-{owner}-{nonce}-");

    /// <summary>The name of a revocation's call.</summary>
    public static string RevokeName(Hash256 commitment, Address owner, ulong nonce, long eventNr) =>
        Name(RevokeKind, commitment, owner, nonce, eventNr);

    /// <summary>What a call is about.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    internal static RegistryCall Read(CallRequest call)
    {
        if (call.Name.Split('-') is not [var kind and (LinkKind or RevokeKind), var commitment, var owner, var nonce, _])
            throw new FormatException($"'{call.Name}' is no call of a PodRegistry");
        var meterKeyHash = kind == LinkKind ? new Hash256((byte[])LinkFunction.DecodeCall(call.Data.Items.AsSpan())[2]) : (Hash256?)null;
        return new RegistryCall(Hash256.Parse(commitment), Address.Parse(owner), ulong.Parse(nonce, CultureInfo.InvariantCulture),
            meterKeyHash);
    }

    /// <summary>The link that a call registers.</summary>
    /// <exception cref="Ethereum.Abi.AbiException">It registers none.</exception>
    internal static RegistryLink LinkOf(CallRequest call)
    {
        var asked = LinkFunction.DecodeCall(call.Data.Items.AsSpan());
        return new RegistryLink(new Hash256((byte[])asked[0]), (Address)asked[1], new Hash256((byte[])asked[2]), (ulong)(BigInteger)asked[3],
            (long)(BigInteger)asked[4], ValueList.Of<byte>((byte[])asked[5]));
    }

    /// <summary>The call's data with which a POD's first link begins, or the next one takes its place: the arguments are the same.</summary>
    internal static byte[] Data(CallRequest call, bool succeeds) =>
        succeeds ? [.. SucceedFunction.Selector, .. call.Data.Skip(FunctionAbi.SelectorBytes)] : [.. call.Data];

    private static object[] Encode(RegistryLink link) =>
    [
        link.Commitment.ToBytes(), link.Owner, link.MeterKeyHash.ToBytes(), new BigInteger(link.Nonce), new BigInteger(link.Deadline),
        link.Signature.Items.ToArray(),
    ];

    private static string Name(string kind, Hash256 commitment, Address owner, ulong nonce, long eventNr) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}-{commitment}-{owner}-{nonce}-{eventNr}");

    // Who has the salt and the code knows which POD's event it is.
    private static EventId Cause(Hash256 commitment, long eventNr) => new($"pod-commitment-{commitment}", eventNr);
}

/// <summary>What a call to a <c>PodRegistry</c> is about.</summary>
/// <param name="Commitment">Stands for the POD.</param>
/// <param name="Owner">Whose link it registers or ends.</param>
/// <param name="Nonce">The nonce that link was signed with.</param>
/// <param name="MeterKeyHash">Of a link the hash of the meter's key; null for a revocation.</param>
internal sealed record RegistryCall(Hash256 Commitment, Address Owner, ulong Nonce, Hash256? MeterKeyHash)
{
    /// <summary>Whether it registers a link; else it ends one.</summary>
    public bool IsLink => MeterKeyHash is not null;
}
