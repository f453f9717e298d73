using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>One call that a contract is to get once, whatever it is about.</summary>
/// <param name="Name">Its job's name: no other call of the contract ever has it. 1 to 200 characters.</param>
/// <param name="Lane">Calls of a lane are sent in the order they were asked for, each once the one before it is in a block.</param>
/// <param name="Data">The call: selector and arguments as the ABI has them. All of it will be on the chain.</param>
/// <param name="Cause">The event it follows from.</param>
public sealed record CallRequest(string Name, string Lane, ValueList<byte> Data, EventId Cause)
{
    /// <summary>Characters a name or a lane may have.</summary>
    public const int MostCharacters = 200;

    /// <summary>What it is, to compare by: Keccak-256 of the call.</summary>
    public Hash256 Content => new(Ethereum.Keccak256.Hash(Data.Items.AsSpan()));
}
