using System.Text.Json;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Host.Rest.Json;

namespace Platone.Host.Rest.Pods;

/// <summary>What an owner signed.</summary>
/// <param name="Owner">The owner's account: "0x" and 40 digits.</param>
/// <param name="MeterKeyHash">keccak256 of the meter's key, as it was signed: that of the POD's light node now.</param>
/// <param name="Nonce">As it was signed.</param>
/// <param name="Deadline">As it was signed: until when the registry takes it, whole seconds since 1970.</param>
/// <param name="Signature">"0x" and 130 digits; of a contract (ERC-1271) what that wants.</param>
internal sealed record PodLinkBody(string Owner, string MeterKeyHash, ulong Nonce, long Deadline, string Signature);

/// <summary>What an owner is to sign.</summary>
/// <param name="Registry">The contract and its ledger: <c>access-0x…</c>.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Commitment">What stands for the POD: keccak256(salt || code).</param>
/// <param name="Owner">The owner's account.</param>
/// <param name="MeterKeyHash">keccak256 of the light node's compressed key.</param>
/// <param name="LightNode">That light node.</param>
/// <param name="Nonce">The owner's next at the registry, with those under way.</param>
/// <param name="Deadline">Whole seconds since 1970: a proposal.</param>
/// <param name="TypedData">All of it as wallets take it (<c>eth_signTypedData_v4</c>, <c>cast wallet sign --data</c>).</param>
internal sealed record PodLinkOfferView(string Registry, ulong ChainId, string Commitment, string Owner, string MeterKeyHash,
    string LightNode, ulong Nonce, long Deadline, JsonElement TypedData);

/// <summary>The link of a POD to its owner's account.</summary>
/// <param name="State"><c>signed</c>, <c>on-chain</c>, <c>stale</c>, <c>revoked</c> or <c>abandoned</c>.</param>
/// <param name="IsCurrent">Whether it names the key that a light node of the POD has now; if not, the owner signs a succession.</param>
/// <param name="Registry">The contract and its ledger.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Commitment">What stands for the POD there; null for those who may not know its code.</param>
/// <param name="Owner">The owner's account; null likewise.</param>
/// <param name="MeterKeyHash">keccak256 of the meter's key; null likewise.</param>
/// <param name="Deadline">Until when the signature was good.</param>
/// <param name="LinkedAt">When it was recorded.</param>
/// <param name="RevokedAt">When its end was recorded.</param>
/// <param name="Reason">Of an abandoned one why.</param>
/// <param name="Transaction">The transaction that linked it or, of a revoked one, ended it, once that is final; null for those who may not
/// know the POD's code.</param>
/// <param name="Block">Number of the block it is in.</param>
/// <param name="BlockHash">That block's hash.</param>
internal sealed record PodLinkView(string State, bool IsCurrent, string Registry, long ChainId, string? Commitment, string? Owner,
    string? MeterKeyHash, DateTimeOffset Deadline, DateTimeOffset LinkedAt, DateTimeOffset? RevokedAt, string? Reason, string? Transaction,
    long? Block, string? BlockHash)
{
    /// <summary>The view of a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="names">Whether whoever asks may know whose account it is: the transaction tells, too.</param>
    public static PodLinkView Of(PodLink link, bool names) => new(ApiJson.Name(link.State), link.IsCurrent, link.Registry, link.ChainId,
        names ? link.Commitment : null, names ? link.Account : null, names ? link.MeterKeyHash : null, link.Deadline, link.LinkedAt,
        link.RevokedAt, names ? link.Reason : null, names ? link.Receipt?.Transaction : null, names ? link.Receipt?.Block : null,
        names ? link.Receipt?.BlockHash : null);
}
