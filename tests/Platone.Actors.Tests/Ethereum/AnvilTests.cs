using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Ethereum.Transactions;
using Platone.Actors.Ethereum.Trie;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

/// <summary>The client against a real node, under the rules before base fees (private networks) and under the newest.</summary>
public sealed class AnvilTests
{
    private static readonly byte[] Root = Keccak256.Hash("root");
    private static readonly CancellationToken Patience = new CancellationTokenSource(Deadline.Default).Token;

    [SkippableTheory]
    [InlineData("berlin", "--gas-price", "0", "--base-fee", "0")]
    [InlineData("london")]
    [InlineData("shanghai")]
    [InlineData("cancun")]
    [InlineData("prague")]
    [InlineData("osaka")]
    public async Task A_contract_is_created_called_and_its_state_proved_from_the_block_s_hash(string hardfork, params string[] arguments)
    {
        await using var node = await Anvil.StartAsync(hardfork, 1337, arguments);
        var web3 = node.Web3();
        Assert.Equal(1337, (await web3.Eth.ChainId.SendRequestAsync()).Value);

        var created = await web3.Eth.DeployContract.SendRequestAndWaitForReceiptAsync(Probe.Abi, Probe.ByteCode, Patience, 6);
        Assert.False(created.HasErrors());
        Assert.Equal(Address.OfContract(node.Account().Address, 0), created.ContractAddress);
        var contract = web3.Eth.GetContract(Probe.Abi, created.ContractAddress!.Value);
        Assert.Equal(6UL, await contract.GetFunction("last").CallAsync<ulong>());

        var receipt = await contract.GetFunction("anchor").SendTransactionAndWaitForReceiptAsync(Patience, 7, "note", Root,
            (ulong[])[1, 2]);
        Assert.False(receipt.HasErrors());
        var (seq, root) = await contract.GetFunction("head").CallAsync<(ulong, byte[])>();
        Assert.Equal(7UL, seq);
        Assert.Equal(Root, root);

        var transaction = await web3.Eth.Transactions.GetTransactionByHash.SendRequestAsync(receipt.TransactionHash);
        Assert.Equal(hardfork == "berlin" ? 0 : 2, transaction!.Type!.Value);
        Assert.Equal(["7", "note"],
            contract.GetFunction("anchor").DecodeInput(transaction.Input.ToHex(prefix: true)).Take(2).Select(p => $"{p.Result}"));

        var anchored = Assert.Single(contract.GetEvent("Anchored").DecodeAllEventsForEvent(receipt.Logs));
        Assert.Equal((7UL, Root.ToHex()), (anchored.Get<ulong>("seq"), anchored.Get<byte[]>("root").ToHex()));
        Assert.Equal((ulong[])[1, 2], anchored.Get<ulong[]>("sizes"));
        Assert.Equal(Keccak256.Hash("note"), anchored.Get<byte[]>("note"));

        await ProveAsync(web3, receipt, contract.Address);
    }

    [SkippableFact]
    public async Task Events_are_found_by_their_indexed_arguments()
    {
        await using var node = await Anvil.StartAsync();
        var contract = await ProbeAsync(node.Web3());
        foreach (var seq in (int[])[1, 2, 3])
            await contract.GetFunction("anchor").SendTransactionAndWaitForReceiptAsync(Patience, seq, $"note {seq % 2}", Root,
                Array.Empty<ulong>());

        var anchored = contract.GetEvent("Anchored");
        var all = BlockParameter.CreateEarliest();
        Assert.Equal([1UL, 2, 3], (await anchored.GetAllChangesAsync(anchored.CreateFilterInput(all))).Select(e => e.Get<ulong>("seq")));
        Assert.Equal([2UL], (await anchored.GetAllChangesAsync(anchored.CreateFilterInput(all, null, 2))).Select(e => e.Get<ulong>("seq")));
        Assert.Equal([1UL, 3],
            (await anchored.GetAllChangesAsync(anchored.CreateFilterInput(all, null, null, "note 1"))).Select(e => e.Get<ulong>("seq")));
        Assert.Throws<ArgumentException>(() => anchored.CreateFilterInput(null, null, 1, "", 3));
    }

    [SkippableFact]
    public async Task A_revert_tells_its_reason()
    {
        await using var node = await Anvil.StartAsync();
        var contract = await ProbeAsync(node.Web3());

        var words = await Assert.ThrowsAsync<RpcResponseException>(() => contract.GetFunction("fail").CallAsync<byte>(true));
        Assert.Equal("as asked", words.RevertReason!.ToString());
        Assert.Contains("as asked", words.Message, StringComparison.Ordinal);
        var panic = await Assert.ThrowsAsync<RpcResponseException>(() => contract.GetFunction("fail").CallAsync<byte>(false));
        Assert.Equal("panic 0x12: division by zero", panic.RevertReason!.ToString());
        // Also before a transaction is sent: the node estimates its gas.
        var own = await Assert.ThrowsAsync<RpcResponseException>(
            () => contract.GetFunction("anchor").SendTransactionAsync(5, "", Root, Array.Empty<ulong>()));
        Assert.Null(own.RevertReason);
        Assert.Equal("OutOfOrder(1)", contract.FindError(own)!.ToString());

        // Sent all the same, it is in a block and has changed nothing.
        var call = contract.GetFunction("anchor").CreateTransactionInput(5, "", Root, Array.Empty<ulong>());
        var signed = node.Account().Sign(new Transaction1559(node.ChainId, 1, 1_000_000_000, 10_000_000_000,
            200_000, call.To, 0, call.Data));
        var hash = await node.Web3().Eth.Transactions.SendRawTransaction.SendRequestAsync(signed.Encode().ToHex(prefix: true));
        Assert.Equal(signed.Hash, hash);
        Assert.True((await node.Web3().Eth.Transactions.GetTransactionReceipt.SendRequestAsync(hash))!.HasErrors());
    }

    [SkippableFact]
    public async Task Questions_have_answers()
    {
        await using var node = await Anvil.StartAsync("prague", 31337, "--slots-in-an-epoch", "1");
        var (web3, me) = (node.Web3(), node.Account().Address);
        var eth = web3.Eth;
        var contract = await ProbeAsync(web3);
        await node.MineAsync(5);

        Assert.Equal(6, (await eth.Blocks.GetBlockNumber.SendRequestAsync()).Value);
        var finalized = await eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(BlockParameter.CreateFinalized());
        var safe = await eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(BlockParameter.CreateSafe());
        Assert.True(finalized!.Number.Value < safe!.Number.Value && safe.Number.Value < 6);
        var sameByHash = await eth.Blocks.GetBlockWithTransactionsHashesByHash.SendRequestAsync(finalized.Hash!);
        Assert.Equal(finalized.Number, sameByHash!.Number);
        Assert.Null(await eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(new BlockParameter(1_000)));

        Assert.Equal(1, (await eth.Transactions.GetTransactionCount.SendRequestAsync(me)).Value);
        Assert.Equal(0, (await eth.Transactions.GetTransactionCount.SendRequestAsync(me, new BlockParameter(0))).Value);
        Assert.Equal(0, (await eth.Transactions.GetTransactionCount.SendRequestAsync(me, BlockParameter.CreateHash(
            (await eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(BlockParameter.CreateEarliest()))!.Hash!))).Value);
        Assert.True((await eth.GetBalance.SendRequestAsync(me)).Value > 0);
        Assert.NotEmpty(await eth.GetCode.SendRequestAsync(contract.Address));
        Assert.Empty(await eth.GetCode.SendRequestAsync(me));
        Assert.Equal(new byte[32], await eth.GetStorageAt.SendRequestAsync(contract.Address, new HexBigInteger(0)));
        Assert.True((await eth.GasPrice.SendRequestAsync()).Value > 0);
        var history = await eth.FeeHistory.SendRequestAsync(3, BlockParameter.CreateLatest(), [50]);
        Assert.Equal((4, 3, 3), (history.BaseFeePerGas.Count, history.GasUsedRatio.Count, history.Reward!.Count));
        Assert.Null(await eth.Transactions.GetTransactionReceipt.SendRequestAsync(Root.ToHex(prefix: true)));
        Assert.Null(await eth.Transactions.GetTransactionByHash.SendRequestAsync(Root.ToHex(prefix: true)));
        Assert.True((await contract.GetFunction("anchor").EstimateGasAsync(1, "", Root, Array.Empty<ulong>())).Value > 21_000);

        var unknown = await Assert.ThrowsAsync<RpcResponseException>(() => node.SendAsync<string>("eth_noSuchMethod"));
        Assert.Equal(-32601, unknown.RpcError.Code);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => eth.ChainId.SendRequestAsync(new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new Web3(node.Url).Eth.DeployContract.SendRequestAsync(Probe.Abi, Probe.ByteCode, default, 0));
        await Assert.ThrowsAsync<InvalidOperationException>(() => new Web3(new Account(node.Keys[0], 1), node.Client).Eth.DeployContract
            .SendRequestAsync(Probe.Abi, Probe.ByteCode, default, 0));
    }

    [SkippableFact]
    public async Task A_node_that_is_started_again_has_its_chain()
    {
        await using var node = await Anvil.StartAsync();
        var contract = await ProbeAsync(node.Web3());
        await node.StopAsync();
        await Assert.ThrowsAsync<RpcClientUnknownException>(() => contract.GetFunction("last").CallAsync<ulong>());
        await node.StartAgainAsync();
        Assert.Equal(0UL, await contract.GetFunction("last").CallAsync<ulong>());
        Assert.NotEmpty(await node.Web3().Eth.GetCode.SendRequestAsync(contract.Address));
    }

    private static async Task<Contract> ProbeAsync(Web3 web3)
    {
        var receipt = await web3.Eth.DeployContract.SendRequestAndWaitForReceiptAsync(Probe.Abi, Probe.ByteCode, Patience, 0);
        return web3.Eth.GetContract(Probe.Abi, receipt.ContractAddress!.Value);
    }

    /// <summary>From the block's hash to what the contract stores, as a bundle does; and that no lie about it is believed.</summary>
    private static async Task ProveAsync(Web3 web3, TransactionReceipt receipt, Address contract)
    {
        var block = await web3.Eth.Blocks.GetBlockWithTransactionsHashesByHash.SendRequestAsync(receipt.BlockHash);
        var header = BlockHeader.Of(block!);
        Assert.Equal(receipt.BlockHash, header.Hash);
        Assert.Equal(receipt.BlockHash, BlockHeader.Decode(header.Encode()).Hash);

        var (last, head, nothing) = (BigInteger.Zero, StorageSlot.OfMapping(7, 1), StorageSlot.OfMapping(8, 1));
        var answer = await web3.Eth.GetProof.SendRequestAsync(contract, [new(last), new(head), new(nothing)],
            new BlockParameter(header.Number));
        var account = StateProof.Verify(header.StateRoot, answer)!;
        Assert.Equal(Keccak256.Hash(await web3.Eth.GetCode.SendRequestAsync(contract)), account.CodeHash);
        BigInteger Slot(int i, BigInteger slot) => StateProof.VerifyStorage(account.StorageRoot, slot, answer.StorageProof[i].Proof);
        Assert.Equal([7, new BigInteger(Root, isUnsigned: true, isBigEndian: true), 0],
            (BigInteger[])[Slot(0, last), Slot(1, head), Slot(2, nothing)]);

        // An account without storage: its trie is empty.
        var plain = await web3.Eth.GetProof.SendRequestAsync(receipt.From, [new(last)], new BlockParameter(header.Number));
        Assert.Equal(2UL, StateProof.Verify(header.StateRoot, plain)!.Nonce);

        var nobody = Address.Parse("0x00000000000000000000000000000000000000ff");
        var none = await web3.Eth.GetProof.SendRequestAsync(nobody, [], new BlockParameter(header.Number));
        Assert.Null(StateProof.VerifyAccount(header.StateRoot, nobody, none.AccountProof));

        Assert.Throws<TrieException>(() => StateProof.Verify(header.StateRoot, answer with { Balance = new HexBigInteger(1) }));
        Assert.Throws<TrieException>(() => StateProof.Verify(header.StateRoot, answer with
        {
            StorageProof = [answer.StorageProof[0] with { Value = new HexBigInteger(8) }],
        }));
        Assert.Throws<TrieException>(() => StateProof.Verify(header.StateRoot, answer with { AccountProof = none.AccountProof }));
        Assert.Throws<TrieException>(() => StateProof.VerifyAccount(header.StateRoot, nobody, answer.AccountProof));
        Assert.Throws<TrieException>(() => StateProof.Verify(Root, answer));
    }
}
