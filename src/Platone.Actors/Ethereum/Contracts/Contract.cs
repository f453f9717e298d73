using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Contracts;

/// <summary>A contract at an address.</summary>
public sealed class Contract
{
    private readonly EthApiService _eth;
    private readonly ContractAbi _abi;

    internal Contract(EthApiService eth, ContractAbi abi, Address address) => (_eth, _abi, Address) = (eth, abi, address);

    /// <summary>Where it is.</summary>
    public Address Address { get; }

    /// <summary>The function of a name.</summary>
    /// <exception cref="ArgumentException">None, or several: then take <see cref="GetFunctionBySignature"/>.</exception>
    public Function GetFunction(string name) =>
        new(_eth, Address, One(_abi.Functions.Where(f => f.Name == name), $"function {name}"));

    /// <summary>The function of a signature, such as <c>interledgerCommit(uint256,bytes)</c>.</summary>
    /// <exception cref="ArgumentException">None.</exception>
    public Function GetFunctionBySignature(string signature) =>
        new(_eth, Address, One(_abi.Functions.Where(f => f.Signature == signature), $"function {signature}"));

    /// <summary>The event of a name.</summary>
    /// <exception cref="ArgumentException">None, or several: then take <see cref="GetEventBySignature"/>.</exception>
    public Event GetEvent(string name) => new(_eth, Address, One(_abi.Events.Where(e => e.Name == name), $"event {name}"));

    /// <summary>The event of a signature, such as <c>Anchored(uint64,bytes32)</c>.</summary>
    /// <exception cref="ArgumentException">None.</exception>
    public Event GetEventBySignature(string signature) =>
        new(_eth, Address, One(_abi.Events.Where(e => e.Signature == signature), $"event {signature}"));

    /// <summary>Why a call was reverted: an error that this contract defines, or one that every contract may have.</summary>
    /// <returns>Null: an unknown error, no data, or the node does not tell.</returns>
    public RevertReason? FindError(RpcResponseException exception) => RevertReason.Of(exception.RpcError.RevertData, _abi.Errors);

    private static T One<T>(IEnumerable<T> found, string what) => found.ToList() switch
    {
        [var one] => one,
        [] => throw new ArgumentException($"the ABI has no {what}"),
        var several => throw new ArgumentException($"the ABI has {several.Count} of {what}: name it by its signature"),
    };
}
