using System.Numerics;
using Akka.Configuration;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Notary.Anchoring.Deployment;

/// <summary>
/// Deploys the contracts of a ledger with the ledger's own account. A tool for people: it waits for each transaction, and one that is broken
/// off leaves contracts that nobody uses.
/// </summary>
public static class LedgerDeployment
{
    private static readonly FunctionAbi GrantRole = FunctionAbi.Parse("grantRole(bytes32,address)");

    /// <summary>
    /// Deploys the contracts of a ledger: of <c>access</c> EventLog, PodRegistry and Bridge, which sends from there; of <c>service</c> EventLog,
    /// FlexToken and FlexMarket, the PodRegistry if there is no access ledger, and, if that has a bridge, the Bridge that receives.
    /// </summary>
    /// <param name="config">The node's configuration: <c>platone.ledger</c> has url, chain, profile and where the key is.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="plan">What exactly.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ConfigurationException">The ledger has no url, or no key.</exception>
    /// <exception cref="LedgerDeploymentException">The node is of another chain, or cannot be reached, or refuses.</exception>
    public static async Task<DeployedLedger> DeployAsync(Config config, LedgerId ledger, DeploymentPlan plan, CancellationToken cancellation)
    {
        var all = LedgerSettings.From(config);
        var options = all.FirstOrDefault(l => l.Id == ledger)
            ?? throw new ConfigurationException($"platone.ledger.{ledger}.url is not set: there is nothing to deploy to");
        using var client = new RpcClient(options.Url);
        try
        {
            return await DeployAsync(client, options, all.FirstOrDefault(l => l.Id != ledger), LedgerKeys.Load(options), plan, cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcResponseException or RpcClientUnknownException or RpcClientTimeoutException)
        {
            throw new LedgerDeploymentException($"{client.Name}: {e.Message}", e);
        }
    }

    internal static async Task<DeployedLedger> DeployAsync(IClient client, LedgerOptions options, LedgerOptions? other, Secp256k1PrivateKey key,
        DeploymentPlan plan, CancellationToken cancellation)
    {
        var web3 = new Web3(new Account(key, options.ChainId), client);
        var chainId = (ulong)(await web3.Eth.ChainId.SendRequestAsync(cancellation).ConfigureAwait(false)).Value;
        if (chainId != options.ChainId)
            throw new LedgerDeploymentException($"the node is of chain {chainId}, not of {options.ChainId}: nothing was deployed");
        var account = key.PublicKey.Address;
        var (admin, pauser) = (plan.Admin ?? account, plan.Pauser ?? account);
        var delay = new BigInteger(plan.AdminDelay.TotalSeconds);

        var contracts = new SortedDictionary<ContractKind, DeployedContract>();
        async Task<Address> AddAsync(ContractKind kind, params object?[] more)
        {
            contracts[kind] = await CreateAsync(web3, kind.ToString(), cancellation, [delay, admin, pauser, .. more]).ConfigureAwait(false);
            return contracts[kind].Address;
        }

        var roles = new List<RoleGrant>();
        var log = await AddAsync(ContractKind.EventLog, account, 0, 0, new byte[Hash256.Bytes]).ConfigureAwait(false);
        if (options.Id == LedgerId.Access || other is null)
            roles.Add(new RoleGrant(ContractKind.PodRegistry, await AddAsync(ContractKind.PodRegistry).ConfigureAwait(false), "REGISTRAR_ROLE", account));
        if (options.Id == LedgerId.Access)
        {
            var bridge = await AddAsync(ContractKind.Bridge, log, default(Address), BigInteger.Zero, default(Address)).ConfigureAwait(false);
            roles.Add(new RoleGrant(ContractKind.Bridge, bridge, "RELEASER_ROLE", account));
            roles.Add(new RoleGrant(ContractKind.Bridge, bridge, "RELAYER_ROLE", account));
        }
        else
        {
            var token = await AddAsync(ContractKind.FlexToken, plan.TokenName, plan.TokenSymbol).ConfigureAwait(false);
            roles.Add(new RoleGrant(ContractKind.FlexToken, token, "MINTER_ROLE", account));
            roles.Add(new RoleGrant(ContractKind.FlexMarket, await AddAsync(ContractKind.FlexMarket).ConfigureAwait(false), "OPERATOR_ROLE", account));
            if (other?.Find(ContractKind.Bridge) is { } peer)
            {
                var bridge = await AddAsync(ContractKind.Bridge, default(Address), token, new BigInteger(other.ChainId), peer.Contract).ConfigureAwait(false);
                roles.Add(new RoleGrant(ContractKind.Bridge, bridge, "RELAYER_ROLE", account));
                roles.Add(new RoleGrant(ContractKind.FlexToken, token, "MINTER_ROLE", bridge));
            }
        }
        // Only the admin may; if that is somebody else, it is left to them.
        if (admin != account)
            return new DeployedLedger(options.Id, chainId, account, admin, pauser, contracts, roles);
        foreach (var role in roles)
        {
            var grant = GrantRole.EncodeCall([Keccak256.Hash(role.Role), role.To]);
            await SendAsync(web3, $"{role.Kind}.grantRole", new TransactionInput(role.Contract, grant), cancellation).ConfigureAwait(false);
        }
        return new DeployedLedger(options.Id, chainId, account, admin, pauser, contracts, []);
    }

    private static async Task<DeployedContract> CreateAsync(Web3 web3, string name, CancellationToken cancellation, params object?[] values)
    {
        var artifact = ContractArtifact.Of(name);
        var input = new TransactionInput(null, DeployContract.GetData(artifact.Abi, artifact.Bytecode, values));
        var receipt = await SendAsync(web3, name, input, cancellation).ConfigureAwait(false);
        return new DeployedContract(receipt.ContractAddress ?? throw new LedgerDeploymentException($"{name}: the node names no address"),
            receipt.TransactionHash, (ulong)receipt.BlockNumber.Value, (ulong)receipt.GasUsed.Value);
    }

    private static async Task<TransactionReceipt> SendAsync(Web3 web3, string what, TransactionInput input, CancellationToken cancellation)
    {
        var receipt = await web3.Eth.Sender.WaitForReceiptAsync(
            await web3.Eth.Sender.SendAsync(input, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return receipt.HasErrors()
            ? throw new LedgerDeploymentException($"{what}: the transaction {receipt.TransactionHash} was reverted")
            : receipt;
    }
}

/// <summary>What to deploy.</summary>
public sealed record DeploymentPlan
{
    /// <summary>Who grants roles; null for the ledger's account itself.</summary>
    public Address? Admin { get; init; }

    /// <summary>Who may stop writes; null for the ledger's account itself.</summary>
    public Address? Pauser { get; init; }

    /// <summary>How long a new admin must wait after it was announced.</summary>
    public TimeSpan AdminDelay { get; init; } = TimeSpan.FromDays(2);

    /// <summary>The token's name.</summary>
    public string TokenName { get; init; } = "Platone flexibility";

    /// <summary>The token's symbol.</summary>
    public string TokenSymbol { get; init; } = "FLEX";
}

/// <summary>A contract that was deployed.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Transaction">The transaction that created it.</param>
/// <param name="Block">The block that is in.</param>
/// <param name="GasUsed">Gas it cost.</param>
public sealed record DeployedContract(Address Address, string Transaction, ulong Block, ulong GasUsed);

/// <summary>A ledger whose contracts are there.</summary>
/// <param name="Id">Its name.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Account">The account that deployed: it anchors.</param>
/// <param name="Admin">Who grants roles.</param>
/// <param name="Pauser">Who may stop writes.</param>
/// <param name="Contracts">The contracts.</param>
/// <param name="Missing">Roles that the admin is still to grant; empty where the account is the admin.</param>
public sealed record DeployedLedger(LedgerId Id, ulong ChainId, Address Account, Address Admin, Address Pauser,
    IReadOnlyDictionary<ContractKind, DeployedContract> Contracts, IReadOnlyList<RoleGrant> Missing)
{
    /// <summary>The block before which none of them was there.</summary>
    public ulong FromBlock => Contracts.Values.Min(c => c.Block);
}

/// <summary>A role of a contract that somebody needs.</summary>
/// <param name="Kind">Which contract.</param>
/// <param name="Contract">Its address.</param>
/// <param name="Role">The role, as the contract names it.</param>
/// <param name="To">Who needs it.</param>
public sealed record RoleGrant(ContractKind Kind, Address Contract, string Role, Address To);

/// <summary>A ledger's contracts could not be deployed.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">The cause.</param>
public sealed class LedgerDeploymentException(string message, Exception? inner = null) : Exception(message, inner);
