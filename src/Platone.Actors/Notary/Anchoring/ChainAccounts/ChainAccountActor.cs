using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>The actor of a <see cref="ChainAccount"/>: the shell, and its view as its answer.</summary>
internal sealed class ChainAccountActor(ChainAccountId id, ShellOptions options)
    : AggregateActor<ChainAccount, ChainAccountCommand, ChainAccountEvent>(
        $"{ChainAccountCommand.EntityKind}-{id}", ChainAccount.Empty(id), options)
{
    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query is GetChainAccount ? State.View() : null;
}
