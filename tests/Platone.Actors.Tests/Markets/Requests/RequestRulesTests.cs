using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Requests;

/// <summary>Each rule of a request, broken once.</summary>
public sealed class RequestRulesTests
{
    private static readonly FlexibilityRequest Good = Request() with { Buses = ["bus-1"], PriceCap = 120.1234m };

    public static TheoryData<string, string?, string> Broken => new()
    {
        { "bad-id", "id", "id" }, { "service", "service", "service" }, { "direction", "direction", "direction" },
        { "expired", "expiresAt", "expired" }, { "area", "buses", "no bus" }, { "area", "buses", "blank bus" }, { "area", "buses", "many buses" },
        { "interval-count", "power", "short" }, { "negative-power", "power[2]", "negative" }, { "power-too-large", "power[1]", "large" },
        { "no-power", "power", "zero" }, { "price-decimals", "priceCap", "decimals" }, { "price-too-large", "priceCap", "high cap" },
        { "price-below-floor", "priceCap", "low cap" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_has_its_code_and_field(string code, string? field, string how)
    {
        var broken = how switch
        {
            "id" => Good with { Id = new RequestId("no name") },
            "service" => Good with { Service = 0 },
            "direction" => Good with { Direction = (Direction)3 },
            "expired" => Good with { ExpiresAt = BeforeGate },
            "no bus" => Good with { Buses = [] },
            "blank bus" => Good with { Buses = ["bus-1", " "] },
            "many buses" => Good with { Buses = Enumerable.Repeat("bus-1", 10_001).ToValueList() },
            "short" => Good with { Power = [1, 2, 3] },
            "negative" => Good with { Power = [1, 2, -1, 4] },
            "large" => Good with { Power = [1, 10_000_000_001, 1, 4] },
            "zero" => Good with { Power = [0, 0, 0, 0] },
            "decimals" => Good with { PriceCap = 1.00001m },
            "high cap" => Good with { PriceCap = 1_000_000.0001m },
            "low cap" => Good with { PriceCap = -0.0001m },
            _ => throw new ArgumentException(how),
        };
        Opened.Refuses(Place(broken), code, field);
    }

    [Fact]
    public void At_its_edges_every_rule_holds()
    {
        Opened.After(Place(Good), Place(Good with
        {
            Id = new RequestId("r-2"), ExpiresAt = BeforeGate.AddMicroseconds(1), Power = [0, 0, 0, 10_000_000_000], PriceCap = 1_000_000,
        }), Place(Good with { Id = new RequestId("r-3"), PriceCap = 0 }));
    }

    [Fact]
    public void What_cannot_be_is_invalid_and_what_may_not_be_now_is_a_rule()
    {
        Assert.Equal(ProblemKind.Invalid, Opened.Decide(Place(Good with { Service = 0 })).Problem!.Kind);
        Assert.Equal(ProblemKind.Rule, Opened.Decide(Place(Good with { ExpiresAt = BeforeGate })).Problem!.Kind);
    }
}
