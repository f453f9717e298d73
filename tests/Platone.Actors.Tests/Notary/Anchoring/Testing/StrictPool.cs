using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Ethereum.Transactions;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>
/// A pool with the one rule that anvil does not have: what replaces a transaction offers a tenth more on both fees (go-ethereum,
/// core/txpool/legacypool/list.go, <c>list.Add</c>). It mines nothing and knows nothing else.
/// </summary>
internal sealed class StrictPool(GasFees asks) : IChain
{
    private readonly Dictionary<ulong, Transaction1559> _waiting = [];

    /// <summary>How often it said that a replacement offers too little.</summary>
    public int Refused { get; private set; }

    /// <summary>What waits with a nonce.</summary>
    public Transaction1559 Waiting(ulong nonce) => _waiting[nonce];

    public Task<SendOutcome> SendAsync(byte[] raw, CancellationToken cancellation)
    {
        var sent = (Transaction1559)SignedTransaction.Decode(raw).Unsigned;
        if (_waiting.TryGetValue(sent.Nonce, out var old))
        {
            if (old.Equals(sent))
                return Task.FromResult(Said("already known"));
            if (sent.MaxFeePerGas * 100 < old.MaxFeePerGas * 110 || sent.MaxPriorityFeePerGas * 100 < old.MaxPriorityFeePerGas * 110)
            {
                Refused++;
                return Task.FromResult(Said("replacement transaction underpriced"));
            }
        }
        _waiting[sent.Nonce] = sent;
        return Task.FromResult(new SendOutcome(SendOutcomeKind.Taken, ""));
    }

    public Task<MinedTransaction?> ReceiptAsync(Hash256 transaction, CancellationToken cancellation) => Task.FromResult<MinedTransaction?>(null);

    public Task<ulong> TransactionCountAsync(Address account, ulong? block, CancellationToken cancellation) => Task.FromResult(0ul);

    public Task<bool> KnowsAsync(Hash256 transaction, CancellationToken cancellation) => Task.FromResult(true);

    public Task<GasFees> FeesAsync(CancellationToken cancellation) => Task.FromResult(asks);

    public Task<ulong> ChainIdAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ulong> HeightAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ulong?> FinalisedAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Block?> BlockAsync(ulong number, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ulong> EstimateGasAsync(Address from, Address to, byte[] data, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<byte[]> CallAsync(Address to, byte[] data, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> IsContractAsync(Address address, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool?> IsContractAsync(Address address, ulong block, CancellationToken cancellation) => throw new NotSupportedException();

    public ChainLogs Logs => throw new NotSupportedException();

    public Task<IReadOnlyList<ChainLog>> LogsAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong from, ulong to,
        CancellationToken cancellation) => throw new NotSupportedException();

    public Task<AccountProofs> ProofAsync(Address contract, HexBigInteger slot, ulong block, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private static SendOutcome Said(string message) => new(SendErrors.Kind(message), message);
}
