namespace Platone.Host.Demo;

/// <summary>A household of the demo, with what its aggregator may move.</summary>
/// <param name="Number">From 0.</param>
/// <param name="PodCode">Code of its POD.</param>
/// <param name="Serial">Serial of its light node.</param>
/// <param name="Customer">The participant it belongs to.</param>
/// <param name="Bus">Where it is connected.</param>
/// <param name="Aggregator">Who sells its flexibility.</param>
/// <param name="ConnectionW">Connection power, W.</param>
/// <param name="UpW">Most its consumption can be lowered by, W.</param>
/// <param name="DownW">Most it can be raised by, W.</param>
internal sealed record DemoHousehold(int Number, string PodCode, string Serial, string Customer, string Bus, string Aggregator, int ConnectionW,
    int UpW, int DownW)
{
    /// <summary>The aggregator's portfolio.</summary>
    public string Portfolio => DemoScenario.PortfolioOf(Aggregator);
}
