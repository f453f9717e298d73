using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Actors.Participants;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Pods;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Pages;

/// <summary>The page of the ledgers in a real browser: without a ledger, and on a node that anchors on a chain, through the loss of that chain.</summary>
[Collection(nameof(TestNode))]
public sealed class LedgersPageTests(TestNode host, Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private const string Password = "correct horse";
    private readonly TestDirectory _folder = new("ledgers-page");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Without_a_ledger_it_says_how_one_is_set_up()
    {
        foreach (var (name, width, height, isDark) in new[] { ("ledgers-empty", 1280, 800, false), ("ledgers-empty-phone", 390, 844, true) })
        {
            await using var page = await chromium.OpenAsync(width, height, isDark);
            await SignInAsync(page, host.Host.Rest!, host.Host.OperatorKey!);
            await page.FollowAsync("ledgers-link");
            await Assertions.Expect(page.Named("ledger-setup")).ToContainTextAsync("platone ledger deploy service");
            await Assertions.Expect(page.Named("ledgers-state")).ToHaveTextAsync("none set up");
            Assert.Equal("Ledgers - Platone", await page.Page.TitleAsync());
            await FitsAsync(page, name);
            await page.KeepAsync(name);
            Assert.Empty(page.Faults);
        }
    }

    [SkippableFact]
    public async Task It_is_for_operators_and_auditors()
    {
        var (_, key) = await host.AdmitAsync(Role.Customer);
        await using var page = await chromium.OpenAsync();
        await SignInAsync(page, host.Host.Rest!, key);
        await Assertions.Expect(page.Named("ledgers-link")).ToHaveCountAsync(0);
        await page.Page.GotoAsync(new Uri(host.Host.Rest!, "/ledgers").ToString());
        await Assertions.Expect(page.Named("ledgers-refused")).ToContainTextAsync("for operators and auditors");
        Assert.Empty(page.Faults);
    }

    [SkippableFact]
    public async Task A_ledger_shows_its_chain_contracts_queue_and_lag_and_an_alarm_when_the_chain_goes()
    {
        await using var anvil = await Anvil.StartAsync();
        var environment = new Dictionary<string, string?> { ["PLATONE_LEDGER_SERVICE_PASSWORD"] = Password };
        var settings = new Dictionary<string, string>
        {
            ["ledger.service.url"] = anvil.Url,
            ["ledger.service.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture),
            ["ledger.service.confirmations"] = "3",
            ["ledger.service.interval"] = "200ms",
            ["ledger.service.keystore"] = _folder.Write("account.json", KeystoreFile.Encrypt(anvil.Keys[0], Password, scryptN: 4096)),
        };
        var contracts = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", "service", "--json",
            .. settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"])], environment: environment)).Succeeded().Output)!["contracts"]!;
        foreach (var key in (string[])["event-log", "flex-token", "flex-market", "pod-registry"])
            settings[$"ledger.service.{key}"] = (string)contracts[key]!["address"]!;
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";
        await using var node = PlatoneHostProcess.Start(["run"], settings, environment);
        await node.WaitForLineAsync("is up");
        var (url, operatorKey) = (new Uri($"http://{settings["http.listen"]}/"), (await File.ReadAllTextAsync(_folder.File("operator.key"))).Trim());
        using var client = new NodeClient(url, operatorKey);
        await client.PostAsync<object, RegisteredPodView>("api/v1/pods", new
        {
            code = "IT001E-PAGE-1", validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300,
        }, default);

        await using var page = await chromium.OpenAsync();
        await SignInAsync(page, url, operatorKey);
        await page.FollowAsync("ledgers-link");
        foreach (var key in (string[])["event-log", "flex-token", "flex-market", "pod-registry"])
            await Reads(page, $"contract-service-{key}", settings[$"ledger.service.{key}"].ToLowerInvariant(), isAddress: true);
        await Reads(page, "chain-id-service", settings["ledger.service.chain-id"]);
        await Reads(page, "account-service", anvil.Keys[0].PublicKey.Address.ToString(), isAddress: true);
        await Assertions.Expect(page.Named("queue-empty")).ToBeVisibleAsync();
        await Assertions.Expect(page.Named("tokens-empty")).ToBeVisibleAsync();

        // A head that is on its way stands in the queue with its transaction; once it is final it is the contract's.
        await client.SendAsync(HttpMethod.Post, "api/v1/log/seal", default);
        await Assertions.Expect(page.Named("lane")).ToContainTextAsync("heads of the log");
        await Assertions.Expect(page.Named("transaction")).ToContainTextAsync("in block");
        await page.KeepAsync("ledgers-under-way");
        await UntilAsync(async () =>
        {
            await anvil.MineAsync();
            return (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", default))!.Single().Heads is { Seq: 1 };
        });
        var ledger = (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", default))!.Single();
        await Reads(page, "head-leaves-service", ledger.Heads!.Size.ToString("#,0", CultureInfo.InvariantCulture));
        await Reads(page, "nonce-service", ledger.NextNonce.ToString(CultureInfo.InvariantCulture));
        await Reads(page, "lag-service", "none");
        await Assertions.Expect(page.Named("height-service")).ToHaveTextAsync((await anvil.SendAsync<HexBigInteger>("eth_blockNumber")).Value.ToString(CultureInfo.InvariantCulture));
        await Reads(page, "ledgers-state", "all well");

        // The chart is read by keyboard.
        await Assertions.Expect(page.Named("lag-line-service")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));
        await page.Named("lag-window").SelectOptionAsync("1h");
        await page.Named("lag-chart").FocusAsync();
        await page.Named("lag-chart").PressAsync("End");
        await Assertions.Expect(page.Named("lag-readout")).ToContainTextAsync("service ");
        await page.Named("lag-chart").PressAsync("Home");
        await Assertions.Expect(page.Named("lag-readout")).ToContainTextAsync("service –");
        await FitsAsync(page, "ledgers");
        await page.KeepAsync("ledgers");

        // Without the chain the page goes on, and says what is wrong and what to do.
        await anvil.StopAsync();
        await Assertions.Expect(page.Named("alarm-service-unreachable")).ToContainTextAsync("The node of the chain does not answer");
        await Assertions.Expect(page.Named("unreachable-service")).ToBeVisibleAsync();
        await Reads(page, "ledgers-state", "1 alarm");
        await page.KeepAsync("ledgers-alarm");
        Assert.Empty(page.Faults);
        Assert.All(page.Requests, u => Assert.Equal(url.Authority, new Uri(u).Authority));
        foreach (var (name, width, height, isDark) in new[] { ("ledgers-dark", 1280, 800, true), ("ledgers-phone", 390, 844, false) })
        {
            await using var other = await chromium.OpenAsync(width, height, isDark);
            await SignInAsync(other, url, operatorKey);
            await other.Page.GotoAsync(new Uri(url, "/ledgers").ToString());
            await Reads(other, "ledgers-state", "1 alarm");
            await FitsAsync(other, name);
            await other.KeepAsync(name);
            Assert.Empty(other.Faults);
        }
    }

    private static async Task SignInAsync(BrowserPage page, Uri url, string key)
    {
        await page.Page.GotoAsync(url.ToString());
        await page.Named("key").FillAsync(key);
        await page.Named("key").PressAsync("Enter");
        await page.Named("overview").WaitForAsync();
    }

    private static Task Reads(BrowserPage page, string name, string text, bool isAddress = false) =>
        Assertions.Expect(page.Named(name)).ToHaveTextAsync(text, new LocatorAssertionsToHaveTextOptions { IgnoreCase = isAddress });

    // Nothing is wider than the window: no page that scrolls sideways.
    private static async Task FitsAsync(BrowserPage page, string name) =>
        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), name);

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await holds())
            await pace.WaitForNextTickAsync(patience.Token);
    }
}
