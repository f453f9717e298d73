using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>Asks how a portfolio has delivered so far; answered with a <see cref="PortfolioDelivery"/>.</summary>
/// <param name="Id">The portfolio.</param>
public sealed record GetPortfolioDelivery(PortfolioId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => PortfolioCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>How a portfolio has delivered in all settled sessions, each by the latest version of its settlement.</summary>
/// <param name="Id">The portfolio.</param>
/// <param name="Orders">Orders.</param>
/// <param name="Delivered">Sum of the shares delivered, 0 to <paramref name="Orders"/>.</param>
public sealed record PortfolioDelivery(PortfolioId Id, int Orders, decimal Delivered) : IAnswer;
