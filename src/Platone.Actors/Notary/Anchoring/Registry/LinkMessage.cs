using System.Globalization;
using System.Text.Json;
using Platone.Actors.Ethereum.TypedData;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>What an owner signs to link a POD: EIP-712 typed data, as wallets show it and <c>PodRegistry</c> checks it.</summary>
public static class LinkMessage
{
    private const string Uint256 = "uint256";

    /// <summary>The JSON that wallets take (<c>eth_signTypedData_v4</c>, <c>cast wallet sign --data</c>).</summary>
    /// <param name="link">What is linked; its signature is not looked at.</param>
    /// <param name="contract">The registry.</param>
    /// <param name="chainId">Its chain.</param>
    public static string ToJson(RegistryLink link, Ethereum.Address contract, ulong chainId) => JsonSerializer.Serialize(new
    {
        types = new
        {
            EIP712Domain = (object[])
            [
                new { name = "name", type = "string" }, new { name = "version", type = "string" },
                new { name = "chainId", type = Uint256 }, new { name = "verifyingContract", type = "address" },
            ],
            Link = (object[])
            [
                new { name = "podCommit", type = "bytes32" }, new { name = "owner", type = "address" },
                new { name = "meterKeyHash", type = "bytes32" }, new { name = "nonce", type = Uint256 },
                new { name = "deadline", type = Uint256 },
            ],
        },
        primaryType = "Link",
        domain = new { name = "Platone PodRegistry", version = "1", chainId, verifyingContract = contract.ToString() },
        message = new
        {
            podCommit = link.Commitment.ToString(),
            owner = link.Owner.ToString(),
            meterKeyHash = link.MeterKeyHash.ToString(),
            nonce = link.Nonce.ToString(CultureInfo.InvariantCulture),
            deadline = link.Deadline.ToString(CultureInfo.InvariantCulture),
        },
    });

    /// <summary>The typed data.</summary>
    /// <inheritdoc cref="ToJson"/>
    public static TypedMessage Of(RegistryLink link, Ethereum.Address contract, ulong chainId) =>
        TypedMessage.Parse(ToJson(link, contract, chainId));
}
