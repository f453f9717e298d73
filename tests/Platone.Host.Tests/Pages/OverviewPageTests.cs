using System.Globalization;
using Microsoft.Playwright;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Participants;
using Platone.Host.Rest.Access;
using Platone.Testing;

namespace Platone.Host.Tests.Pages;

/// <summary>The overview in a real browser, on a node of its own.</summary>
public sealed class OverviewPageTests(MarketNode node, Chromium chromium) : IClassFixture<MarketNode>, IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task A_market_day_is_followed_from_an_empty_node_to_its_statements()
    {
        await using var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await Reads(page, "session", "none");
        await Reads(page, "delivered-kwh", "–");
        await page.KeepAsync("overview-empty");

        var day = await MarketDay.OpenAsync(node);
        await Reads(page, "session", day.Id.Value);
        await Reads(page, "phase", "Open");
        await Reads(page, "asked-kwh", Text(day.AskedKwh));
        await Reads(page, "awarded-kwh", "0.00");

        await day.PublishAsync();
        await Reads(page, "phase", "Published");
        await Reads(page, "awarded-kwh", "14.00");

        await day.ActivateAsync();
        await Reads(page, "phase", "Activating");
        await Reads(page, "activated-kwh", "10.50");
        await Assertions.Expect(page.Named("set-point-state").First).ToHaveTextAsync("scheduled");

        await day.MeterAsync();
        await Reads(page, "delivered-kwh", "9.00");
        await Reads(page, "paid-eur", "–");
        await Reads(page, "market-time", "18:20");
        await Reads(page, "readings", "1");
        await Assertions.Expect(page.Named("metered-w").First).ToHaveTextAsync("2,345");
        await page.KeepAsync("overview-evening");

        await day.SettleAsync();
        await Reads(page, "phase", "Settled");
        await Reads(page, "delivered-kwh", "9.00");
        await Reads(page, "paid-eur", "0.84");
        await Reads(page, $"statement-{day.Dso.Id}", "-0.84");
        await Reads(page, $"statement-{day.Aggregator.Id}", "0.42");
        await Reads(page, $"statement-{day.Customer.Id}", "0.42");

        await node.Host.Node.Notary.SealAsync(CancellationToken.None);
        await Assertions.Expect(page.Named("proof")).ToHaveAttributeAsync("data-valid", "true");
        var (size, _) = await node.Host.Node.Notary.HeadAsync(CancellationToken.None);
        await Reads(page, "log-size", size.ToString("#,0", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Page.Locator(".chip.good", new PageLocatorOptions { HasText = $"sealed at {size}" }).First).ToBeVisibleAsync();
        await page.KeepAsync("overview");
        Assert.Empty(page.Faults);
        var own = node.Host.Rest!.Authority;
        Assert.All(page.Requests, url => Assert.Equal(own, new Uri(url).Authority));
        Assert.DoesNotContain("code=", page.Page.Url, StringComparison.Ordinal);

        await OthersSeeTheirOwn(day);
        await LooksRightElsewhere();
    }

    [SkippableFact]
    public async Task The_bundle_on_the_page_verifies_outside_of_it()
    {
        await node.Host.Node.Notary.SealAsync(CancellationToken.None);
        await using var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await Assertions.Expect(page.Named("proof")).ToHaveAttributeAsync("data-valid", "true");

        await Assertions.Expect(page.Named("proof-summary")).ToContainTextAsync("self-attested");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Named("proof-download").ClickAsync());

        var bundle = await File.ReadAllTextAsync(await download.PathAsync());
        var result = BundleVerifier.Verify(bundle);
        Assert.True(result.IsValid);
        await Assertions.Expect(page.Named("proof")).ToContainTextAsync($"leaf {result.Proven!.LeafIndex} of {result.Proven.TreeSize}");
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task Whose_key_is_revoked_is_shown_out()
    {
        var (id, key) = await node.AdmitAsync(Role.Customer);
        await using var page = await chromium.OpenAsync();
        await page.Page.GotoAsync(new Uri(node.Host.Rest!, "/").ToString());
        await page.Named("key").FillAsync(key);
        await page.Named("key").PressAsync("Enter");
        await page.Named("overview").WaitForAsync();
        await Assertions.Expect(page.Named("caller")).ToContainTextAsync(id);

        using var client = node.Operator();
        using var revoked = await client.DeleteAsync($"participants/{id}/keys/{ApiKey.Hash(key)}");

        await page.Named("key").WaitForAsync();
        Assert.EndsWith("/sign-in", page.Page.Url, StringComparison.Ordinal);
    }

    private async Task OthersSeeTheirOwn(MarketDay day)
    {
        await using var page = await chromium.OpenAsync();
        await page.Page.GotoAsync(Link(new Caller(new ParticipantId(day.Customer.Id), Role.Customer)));
        await Reads(page, "session", day.Id.Value);
        await Reads(page, "activated-kwh", "10.50");
        await Reads(page, "delivered-kwh", "9.00");
        await Reads(page, "paid-eur", "0.42");
        await Assertions.Expect(page.Named($"statement-{day.Customer.Id}")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Named($"statement-{day.Dso.Id}")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Named("pod")).ToHaveCountAsync(3);

        await using var stranger = await chromium.OpenAsync();
        var (other, _) = await node.AdmitAsync(Role.Customer);
        await stranger.Page.GotoAsync(Link(new Caller(new ParticipantId(other), Role.Customer)));
        await Reads(stranger, "session", day.Id.Value);
        await Reads(stranger, "activated-kwh", "0.00");
        await Reads(stranger, "delivered-kwh", "–");
        await Assertions.Expect(stranger.Named("pod")).ToHaveCountAsync(0);
        Assert.Empty(page.Faults.Concat(stranger.Faults));
    }

    private async Task LooksRightElsewhere()
    {
        foreach (var (name, width, height, isDark) in new[] { ("overview-dark", 1280, 800, true), ("overview-phone", 390, 844, false), ("overview-wide", 1920, 1080, false) })
        {
            await using var page = await chromium.OpenAsync(width, height, isDark);
            await OpenAsync(page);
            var chart = page.Page.Locator(".chart > svg");
            await Assertions.Expect(chart).ToHaveAttributeAsync("viewBox", width < 600 ? "0 0 380 230" : "0 0 1200 280");
            // Nothing is wider than the window: no page that scrolls sideways.
            Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), name);

            await chart.FocusAsync();
            await chart.PressAsync("Home");
            for (var i = 0; i < MarketDay.First; i++)
                await chart.PressAsync("ArrowRight");
            await Assertions.Expect(page.Named("readout")).ToHaveTextAsync("16:00–16:15: requested 4.00 kW, awarded 3.50 kW, activated 3.50 kW, delivered 3.00 kW");
            await page.KeepAsync(name);
            Assert.Empty(page.Faults);
        }
    }

    private async Task OpenAsync(BrowserPage page)
    {
        await page.Page.GotoAsync(node.Host.SignInLink()!.ToString());
        await page.Named("overview").WaitForAsync();
    }

    private string Link(Caller caller) => new Uri(node.Host.Rest!, $"/sign-in?code={node.Host.SignInCodes.New(caller)}").ToString();

    private static Task Reads(BrowserPage page, string name, string text) => Assertions.Expect(page.Named(name)).ToHaveTextAsync(text,
        new LocatorAssertionsToHaveTextOptions { Timeout = (float)Deadline.Default.TotalMilliseconds });

    private static string Text(decimal kwh) => kwh.ToString("0.00", CultureInfo.InvariantCulture);
}
