using Microsoft.Playwright;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Host.Pages.Ledgers;

namespace Platone.Host.Tests.Pages;

/// <summary>The page of the ledgers where a chain is away: its queue by lane, tokens that wait, and alarms that a person ends.</summary>
public sealed class LedgerAlarmsPageTests(LedgerNode node, Chromium chromium) : IClassFixture<LedgerNode>, IClassFixture<Chromium>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [SkippableFact]
    public async Task What_waits_is_shown_by_lane_and_an_operator_ends_the_alarm_of_what_was_given_up()
    {
        var pod = PodId.Parse(await node.PodAsync(node.Name("IT001E")));
        var calls = Enumerable.Range(1, 5).Select(i => Call("evening-1", $"awards-{i}-of-5")).Append(Call("evening-2", "requests"));
        await DoAsync(new RequestCalls(LedgerNode.Market, calls.ToValueList(), Now));
        await DoAsync(new AbandonCall(LedgerNode.Market, "market-session-evening-2/requests", "the contract says Conflict", Now));
        await DoAsync(new RaiseLedgerAlarm(LedgerNode.Market, LedgerAlarmKind.GivenUp, "market-session-evening-2/requests: the contract says Conflict", Now));
        // Nobody has linked an account to the POD: its tokens wait in the contract's journal.
        await DoAsync(new GrantTokens(new MarketSessionId("evening-1"), 1, [new DueTokens(new ParticipantId("aggregator-1"), TokenPolicy.OnePerKilowattHour,
            [new TokenGrant(new TokenHolder(pod, null), 2_500, 0)])], Now));

        await using var page = await chromium.OpenAsync();
        await OpenAsync(page, node.Host.OperatorKey!);
        await Assertions.Expect(page.Named("ledgers-state")).ToHaveTextAsync("2 alarms");
        await Assertions.Expect(page.Named("alarm-service-unreachable")).ToContainTextAsync("asked again by itself");
        await Assertions.Expect(page.Named("alarm-service-given-up")).ToContainTextAsync("the contract says Conflict");
        await Assertions.Expect(page.Named("lane")).ToHaveCountAsync(1);
        foreach (var text in new[] { "market-session-evening-1", "FlexMarket", "5", "awards-1-of-5", "waiting" })
            await Assertions.Expect(page.Named("lane")).ToContainTextAsync(text);
        await Assertions.Expect(page.Named("tokens-waiting")).ToHaveTextAsync("2.500");
        await page.KeepAsync("ledgers-queue");

        // The auditor reads it, and ends nothing.
        var (_, key) = await node.AdmitAsync(Role.Auditor);
        await using (var auditor = await chromium.OpenAsync())
        {
            await OpenAsync(auditor, key);
            await Assertions.Expect(auditor.Named("alarm-service-given-up")).ToBeVisibleAsync();
            await Assertions.Expect(auditor.Named("acknowledge")).ToHaveCountAsync(0);
            Assert.Empty(auditor.Faults);
        }
        await page.Named("acknowledge").FocusAsync();
        await page.Named("acknowledge").PressAsync("Enter");
        await Assertions.Expect(page.Named("alarm-service-given-up")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Named("ledgers-state")).ToHaveTextAsync("1 alarm");
        Assert.Empty(page.Faults);
        Assert.DoesNotContain((await node.Host.Node.Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(LedgerNode.Market), CancellationToken.None)).Alarms,
            a => a.Kind == LedgerAlarmKind.GivenUp);
    }

    [Fact]
    public void Every_alarm_has_words() => Assert.All(Enum.GetValues<LedgerAlarmKind>(), kind =>
    {
        var (title, meanwhile, toDo) = AlarmWords.Of(kind);
        Assert.All([title, meanwhile, toDo], text => Assert.NotEqual("", text));
    });

    private static CallRequest Call(string session, string name) =>
        new($"market-session-{session}/{name}", $"market-session-{session}", [1, 2, 3, 4], new EventId($"market-session-{session}", 1));

    private async Task OpenAsync(BrowserPage page, string key)
    {
        await page.Page.GotoAsync(node.Host.Rest!.ToString());
        await page.Named("key").FillAsync(key);
        await page.Named("key").PressAsync("Enter");
        await page.FollowAsync("ledgers-link");
    }

    private async Task DoAsync(ICommand command) => Assert.IsType<CommandReply.Done>(await node.Host.Node.Entities.SendAsync(command, CancellationToken.None));
}
