using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>The actor of a <see cref="Portfolio"/>: the shell, and what is asked when a gate has closed.</summary>
internal sealed class PortfolioActor(PortfolioId id, ShellOptions options)
    : AggregateActor<Portfolio, PortfolioCommand, PortfolioEvent>($"{PortfolioCommand.EntityKind}-{id}", Portfolio.Empty(id), options)
{
    /// <inheritdoc/>
    protected override IAnswer? Answer(IQuery query) => query switch
    {
        GetPortfolioDelivery => State.Delivery(),
        _ => null,
    };
}
