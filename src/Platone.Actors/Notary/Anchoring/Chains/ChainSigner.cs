using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Transactions;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring.ChainAccounts;

namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>Signs transactions of one account for one chain.</summary>
/// <param name="key">The account's key.</param>
/// <param name="chainId">The chain (EIP-155).</param>
/// <param name="profile">How they pay.</param>
internal sealed class ChainSigner(Secp256k1PrivateKey key, ulong chainId, FeeProfile profile)
{
    /// <summary>The account.</summary>
    public Address Account { get; } = key.PublicKey.Address;

    /// <summary>A call of a contract.</summary>
    public OutgoingTransaction Sign(ulong nonce, Address to, byte[] data, ulong gasLimit, GasFees fees) => Signed(profile switch
    {
        FeeProfile.Legacy => new LegacyTransaction(chainId, nonce, fees.MostWei, gasLimit, to, 0, data),
        _ => new Transaction1559(chainId, nonce, fees.PriorityWei, fees.MostWei, gasLimit, to, 0, data),
    }, fees);

    /// <summary>The same transaction with other fees.</summary>
    /// <exception cref="FormatException">The bytes are no transaction.</exception>
    public OutgoingTransaction Again(OutgoingTransaction transaction, GasFees fees)
    {
        var before = SignedTransaction.Decode(transaction.Raw.Items.AsMemory()).Unsigned;
        var to = before.To ?? throw new FormatException("the account has signed no creation of a contract");
        return Sign(before.Nonce, to, before.Data.ToArray(), before.GasLimit, fees);
    }

    private OutgoingTransaction Signed(UnsignedTransaction transaction, GasFees fees)
    {
        var signed = transaction.Sign(key);
        return new OutgoingTransaction(Hash256.Parse(signed.Hash), fees, ValueList.Of<byte>(signed.Encode()));
    }
}
