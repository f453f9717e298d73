using System.Numerics;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Ethereum.Transactions;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>
/// Fills in, signs and sends transactions of one account, one after the other. It remembers nothing: for tools and tests. Whoever must not
/// lose a transaction records it before it is sent, and owns the nonces (<c>ChainAccount</c>).
/// </summary>
internal sealed class TransactionSender(EthApiService eth, IAccount? account)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Who sends; null: nobody.</summary>
    public Address? Address => account?.Address;

    /// <summary>Signs and sends.</summary>
    /// <returns>The transaction's hash.</returns>
    /// <exception cref="InvalidOperationException">No account signs, or it signs for another chain than the node's.</exception>
    public async Task<string> SendAsync(TransactionInput input, CancellationToken cancellation)
    {
        if (account is null)
            throw new InvalidOperationException("no account signs: make Web3 with one");
        await _one.WaitAsync(cancellation);
        try
        {
            var signed = account.Sign(await FillInAsync(account, input, cancellation));
            return await eth.Transactions.SendRawTransaction.SendRequestAsync(signed.Encode().ToHex(prefix: true), cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits until a block holds a transaction.</summary>
    public async Task<TransactionReceipt> WaitForReceiptAsync(string hash, CancellationToken cancellation)
    {
        while (true)
        {
            if (await eth.Transactions.GetTransactionReceipt.SendRequestAsync(hash, cancellation) is { } receipt)
                return receipt;
            await Task.Delay(PollInterval, cancellation);
        }
    }

    private async Task<UnsignedTransaction> FillInAsync(IAccount sender, TransactionInput input, CancellationToken cancellation)
    {
        var chain = Number(await eth.ChainId.SendRequestAsync(cancellation), "chain id");
        var nonce = Number(input.Nonce ?? await eth.Transactions.GetTransactionCount.SendRequestAsync(sender.Address,
            BlockParameter.CreatePending(), cancellation), "nonce");
        var gas = Number(input.Gas ?? await eth.Transactions.EstimateGas.SendRequestAsync(
            new CallInput(input.To, input.Data, sender.Address, input.Value), cancellation), "gas");
        var value = input.Value?.Value ?? BigInteger.Zero;
        var newest = await eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(BlockParameter.CreateLatest(), cancellation);

        if (input.GasPrice is not null || newest?.BaseFeePerGas is not { } baseFee)
        {
            var price = input.GasPrice ?? await eth.GasPrice.SendRequestAsync(cancellation);
            return new LegacyTransaction(chain, nonce, price, gas, input.To, value, input.Data);
        }

        var tip = (input.MaxPriorityFeePerGas ?? await eth.MaxPriorityFeePerGas.SendRequestAsync(cancellation)).Value;
        // Twice the base fee outlasts six full blocks, each of which raises it by an eighth.
        var most = input.MaxFeePerGas?.Value ?? ((2 * baseFee.Value) + tip);
        return new Transaction1559(chain, nonce, BigInteger.Min(tip, most), most, gas, input.To, value, input.Data);
    }

    private static ulong Number(HexBigInteger quantity, string what) => quantity.Value <= ulong.MaxValue
        ? (ulong)quantity.Value
        : throw new RpcClientUnknownException($"the {what} {quantity} is beyond 2^64 - 1");
}
