using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>Asks a contract how many of some calls were given up; answered by <see cref="GivenUpCallsView"/>.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Prefix">What their names begin with, up to the hyphen before the last part.</param>
public sealed record GetGivenUpCalls(ContractAnchorId Id, string Prefix) : IQuery
{
    /// <inheritdoc/>
    public string Kind => ContractAnchorCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>How many of some calls of a contract were given up.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Count">So many.</param>
public sealed record GivenUpCallsView(ContractAnchorId Id, int Count) : IAnswer;
