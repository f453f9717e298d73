using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>
/// The extra data of blocks by QBFT and IBFT 2.0: a list of vanity, validators, vote, round and committed seals. A block's hash leaves round
/// and seals out, since they come into being after it (Besu, <c>BftBlockHashing.calculateHashOfBftBlockOnchain</c>).
/// </summary>
internal static class BftExtraData
{
    private const int Bound = 3;
    private const int Fields = 5;

    // "ctical byzantine fault tolerance": what such blocks have in place of the mix hash.
    private static readonly byte[] MixHash = [.. "ctical byzantine fault tolerance"u8];

    /// <summary>The forms in which a block's hash may bind it: QBFT's, with round 0 and no seals, and IBFT 2.0's, without both.</summary>
    /// <param name="extraData">The extra data.</param>
    /// <param name="mixHash">The mix hash.</param>
    /// <returns>None if it is not of such a block.</returns>
    public static IReadOnlyList<byte[]> Forms(byte[] extraData, byte[] mixHash)
    {
        if (!mixHash.AsSpan().SequenceEqual(MixHash) || Read(extraData) is not { } item)
            return [];
        var bound = item.Items.Take(Bound).ToArray();
        return [RlpEncoder.Encode(RlpItem.List([.. bound, RlpItem.Of(Array.Empty<byte>()), RlpItem.List()])), RlpEncoder.Encode(RlpItem.List(bound))];
    }

    private static RlpItem? Read(byte[] extraData)
    {
        try
        {
            return RlpDecoder.Decode(extraData) is { IsList: true, Items.Count: Fields } item ? item : null;
        }
        catch (RlpException)
        {
            // Another consensus with the same mix hash (IBFT 1 of Quorum begins with its vanity).
            return null;
        }
    }
}
