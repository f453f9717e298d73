using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>What nodes say to each other about a portfolio.</summary>
public static class PortfolioMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("portfolio")
        .Add<OpenPortfolio>("open-portfolio")
        .Add<AddPod>("add-pod")
        .Add<RemovePod>("remove-pod")
        .Add<RecordDelivery>("record-delivery")
        .Add<GetPortfolioDelivery>("get-portfolio-delivery")
        .Add<PortfolioDelivery>("portfolio-delivery")
        .Build();
}
