using System.Net;

namespace Platone.Host.Tests.Rest;

/// <summary>Who sends too much is told so, and the others do not notice.</summary>
public sealed class RequestRatesTests(RequestRatesTests.SlowNode node) : IClassFixture<RequestRatesTests.SlowNode>
{
    // Five seconds' worth of one a second.
    private const int Burst = 5;

    [Fact]
    public async Task Beyond_its_rate_a_key_gets_429_with_Retry_After_and_another_goes_on()
    {
        using var many = node.Client("platone_somebody");
        using var other = node.Client("platone_somebody-else");
        for (var i = 0; i < Burst; i++)
            await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => many.GetAsync("pods"));

        // At one a second these would take minutes.
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => many.GetAsync("pods")));
        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.TooManyRequests);
        foreach (var answer in answers)
        {
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal("1", answer.Headers.RetryAfter?.ToString());
                await TestNode.RefusedAsync(HttpStatusCode.TooManyRequests, () => Task.FromResult(answer));
            }
            answer.Dispose();
        }
        await TestNode.RefusedAsync(HttpStatusCode.Unauthorized, () => other.GetAsync("pods"));
    }

    public sealed class SlowNode : TestNode
    {
        private protected override IReadOnlyList<string> More => ["http.rate.key=1"];
    }
}
