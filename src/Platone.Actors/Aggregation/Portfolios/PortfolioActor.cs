using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>The actor of a <see cref="Portfolio"/>: nothing but the shell.</summary>
internal sealed class PortfolioActor(PortfolioId id, ShellOptions options)
    : AggregateActor<Portfolio, PortfolioCommand, PortfolioEvent>($"{PortfolioCommand.EntityKind}-{id}", Portfolio.Empty(id), options);
