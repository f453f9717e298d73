using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Tokens that a settlement's batch is to mint and burn.</summary>
/// <param name="Settlement">The batch's id in the contract, which settles each once.</param>
/// <param name="Cause">The event that granted them.</param>
/// <param name="Entries">
/// One a POD, in the order of the accounts, which says nothing of whose each is; empty where all of them wait for an account.
/// </param>
public sealed record MintRequest(Hash256 Settlement, EventId Cause, ValueList<TokenEntry> Entries)
{
    /// <summary>Holders a batch may have, as the contract caps it.</summary>
    public const int MostEntries = 250;

    /// <summary>Its job's name.</summary>
    public string JobName => NameOf(Settlement);

    /// <summary>The name of a settlement's job.</summary>
    public static string NameOf(Hash256 settlement) => $"mint-{settlement}";
}
