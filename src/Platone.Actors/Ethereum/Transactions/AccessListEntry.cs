using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Transactions;

/// <summary>What a transaction announces to touch, for less gas (EIP-2930).</summary>
/// <param name="Address">The account or contract.</param>
/// <param name="StorageKeys">Its storage slots, 32 bytes each.</param>
public sealed record AccessListEntry(Address Address, IReadOnlyList<byte[]> StorageKeys)
{
    private const int KeyBytes = 32;

    internal static RlpItem Encode(IReadOnlyList<AccessListEntry> list) => RlpItem.List([.. list.Select(e =>
        RlpItem.List(RlpItem.Of(e.Address.ToBytes()), RlpItem.List([.. e.StorageKeys.Select(k => RlpItem.Of(k))])))]);

    internal static IReadOnlyList<AccessListEntry> Decode(RlpItem list) => [.. list.Items.Select(item =>
    {
        var entry = item.ItemsOf(2, "an entry of accessList");
        return new AccessListEntry(new Address(entry[0].BytesOf("accessList.address", Address.Bytes).Span),
            [.. entry[1].Items.Select(key => key.BytesOf("accessList.storageKey", KeyBytes).ToArray())]);
    })];

    internal static IReadOnlyList<AccessListEntry> Checked(IReadOnlyList<AccessListEntry> list) =>
        list.All(e => e.StorageKeys.All(k => k.Length == KeyBytes))
            ? list
            : throw new ArgumentException($"accessList: a storage key has {KeyBytes} bytes", nameof(list));
}
