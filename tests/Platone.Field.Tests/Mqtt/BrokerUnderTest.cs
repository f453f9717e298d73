using Microsoft.Extensions.Logging.Abstractions;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;

namespace Platone.Field.Tests.Mqtt;

/// <summary>The embedded broker on a free port.</summary>
internal sealed class BrokerUnderTest : IAsyncDisposable
{
    private BrokerUnderTest(EmbeddedBrokerOptions? options, IntakeOptions? intake)
    {
        Field = new FieldUnderTest(options: intake);
        Broker = new EmbeddedBroker(options ?? new EmbeddedBrokerOptions { Port = 0 }, Field.Intake, SignIn, Field.Clock, NullLogger<EmbeddedBroker>.Instance);
    }

    public FieldUnderTest Field { get; }

    public EmbeddedBroker Broker { get; }

    public SignIn SignIn { get; } = new();

    public int Port => Broker.Endpoint.Port;

    public static async Task<BrokerUnderTest> StartAsync(EmbeddedBrokerOptions? options = null, IntakeOptions? intake = null)
    {
        var broker = new BrokerUnderTest(options, intake);
        await broker.Broker.StartAsync();
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        await Field.DisposeAsync();
    }
}
