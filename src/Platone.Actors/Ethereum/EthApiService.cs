using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum;

/// <summary>What a node of Ethereum can be asked (its methods <c>eth_…</c>). <see cref="IClient"/> names the errors each may raise.</summary>
public sealed class EthApiService
{
    internal EthApiService(IClient client, IAccount? account)
    {
        ChainId = new RpcQuestion<HexBigInteger>(client, "eth_chainId");
        GasPrice = new RpcQuestion<HexBigInteger>(client, "eth_gasPrice");
        MaxPriorityFeePerGas = new RpcQuestion<HexBigInteger>(client, "eth_maxPriorityFeePerGas");
        FeeHistory = new EthFeeHistory(client);
        GetBalance = new EthAccountQuestion<HexBigInteger>(client, "eth_getBalance");
        GetCode = new EthAccountQuestion<byte[]>(client, "eth_getCode");
        GetStorageAt = new EthGetStorageAt(client);
        GetProof = new EthGetProof(client);
        Blocks = new EthBlocks(client);
        Filters = new EthFilters(client);
        Transactions = new EthTransactions(client);
        Sender = new TransactionSender(this, account);
        DeployContract = new DeployContract(this);
    }

    /// <summary>The chain's id (EIP-155).</summary>
    public RpcQuestion<HexBigInteger> ChainId { get; }

    /// <summary>What the node suggests to pay for a unit of gas, in wei.</summary>
    public RpcQuestion<HexBigInteger> GasPrice { get; }

    /// <summary>What the node suggests as a tip for a unit of gas, in wei.</summary>
    public RpcQuestion<HexBigInteger> MaxPriorityFeePerGas { get; }

    /// <summary>What gas cost in past blocks.</summary>
    public EthFeeHistory FeeHistory { get; }

    /// <summary>What an account has, in wei.</summary>
    public EthAccountQuestion<HexBigInteger> GetBalance { get; }

    /// <summary>A contract's code; empty where there is none.</summary>
    public EthAccountQuestion<byte[]> GetCode { get; }

    /// <summary>What is in a contract's storage.</summary>
    public EthGetStorageAt GetStorageAt { get; }

    /// <summary>Proofs of an account and its storage (EIP-1186).</summary>
    public EthGetProof GetProof { get; }

    /// <summary>Blocks.</summary>
    public EthBlocks Blocks { get; }

    /// <summary>Logs.</summary>
    public EthFilters Filters { get; }

    /// <summary>Transactions.</summary>
    public EthTransactions Transactions { get; }

    /// <summary>Creates contracts.</summary>
    public DeployContract DeployContract { get; }

    internal TransactionSender Sender { get; }

    /// <summary>A contract at an address.</summary>
    /// <param name="abi">Its functions, events and errors: the JSON that compilers write.</param>
    /// <param name="address">Where it is.</param>
    /// <exception cref="FormatException">Not such JSON, or not an address.</exception>
    public Contract GetContract(string abi, string address) => new(this, ContractAbi.Parse(abi), Address.Parse(address));
}
