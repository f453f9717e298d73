using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>A real chain, at each call of which the node may die.</summary>
internal sealed class CrashingChain(IChain chain, Crashes crashes, LogRange logs) : IChain
{
    public Task<ulong> ChainIdAsync(CancellationToken cancellation) => crashes.AroundAsync(() => chain.ChainIdAsync(cancellation));

    public Task<ulong> HeightAsync(CancellationToken cancellation) => crashes.AroundAsync(() => chain.HeightAsync(cancellation));

    public Task<ulong?> FinalisedAsync(CancellationToken cancellation) => crashes.AroundAsync(() => chain.FinalisedAsync(cancellation));

    public Task<Block?> BlockAsync(ulong number, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.BlockAsync(number, cancellation));

    public Task<ulong> TransactionCountAsync(Address account, ulong? block, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.TransactionCountAsync(account, block, cancellation));

    public Task<GasFees> FeesAsync(CancellationToken cancellation) => crashes.AroundAsync(() => chain.FeesAsync(cancellation));

    public Task<ulong> EstimateGasAsync(Address from, Address to, byte[] data, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.EstimateGasAsync(from, to, data, cancellation));

    public Task<byte[]> CallAsync(Address to, byte[] data, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.CallAsync(to, data, cancellation));

    public Task<bool> IsContractAsync(Address address, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.IsContractAsync(address, cancellation));

    public Task<SendOutcome> SendAsync(byte[] raw, CancellationToken cancellation) => crashes.AroundAsync(() => chain.SendAsync(raw, cancellation));

    public Task<bool> KnowsAsync(Hash256 transaction, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.KnowsAsync(transaction, cancellation));

    public Task<MinedTransaction?> ReceiptAsync(Hash256 transaction, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.ReceiptAsync(transaction, cancellation));

    public Task<bool?> IsContractAsync(Address address, ulong block, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.IsContractAsync(address, block, cancellation));

    public ChainLogs Logs => field ??= new ChainLogs(this, logs);

    public Task<IReadOnlyList<ChainLog>> LogsAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong from, ulong to,
        CancellationToken cancellation) => crashes.AroundAsync(() => chain.LogsAsync(contract, topics, from, to, cancellation));

    public Task<AccountProofs> ProofAsync(Address contract, HexBigInteger slot, ulong block, CancellationToken cancellation) =>
        crashes.AroundAsync(() => chain.ProofAsync(contract, slot, block, cancellation));
}
