using Microsoft.Data.Sqlite;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Audit;

/// <summary>The audit of what a session decided besides: rebounds, shortfalls, and the clearing itself.</summary>
public sealed class TroubledMarketTests : IAsyncLifetime
{
    private const string Rebound = "ms.rebound-found.1";
    private const string Shortfall = "ms.shortfall-projected.1";
    private const string Cleared = "ms.session-cleared.1";

    private readonly TestDirectory _folder = new("troubled");
    private readonly AuditRequest _again = new() { RecomputesClearing = true };
    private AuditCopy _copy = null!;

    public async Task InitializeAsync()
    {
        await using (var world = await AuditWorld.StartAsync(Store.Sqlite(_folder)))
        {
            await world.RegisterAsync(pods: 3, quarterHoursBefore: 4);
            await world.DeliverAsync(AuditWorld.Session, 3, isTroubled: true);
            await world.SettleAsync(AuditWorld.Session, AuditWorld.Ended.AddMinutes(1));
            await world.SealAsync(AuditWorld.Ended.AddMinutes(2));
        }
        _copy = new AuditCopy(_folder);
    }

    [Fact]
    public async Task Everything_a_session_decided_is_decided_again()
    {
        var report = await _copy.AuditAsync(_again);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        Assert.Empty(report.Notes);
        Assert.Contains("2 clearings keep the rules, 2 of them cleared again", report.Lines.Single(l => l.Check == AuditCheck.Clearing).Text, StringComparison.Ordinal);
        Assert.Contains("2 clearings keep the rules, 0 of them cleared again",
            (await _copy.AuditAsync()).Lines.Single(l => l.Check == AuditCheck.Clearing).Text, StringComparison.Ordinal);
        var decisions = report.Lines.Single(l => l.Check == AuditCheck.Decisions).Text;
        Assert.Equal(decisions.Split(' ')[0], decisions.Split(' ')[2]);
    }

    [Fact]
    public async Task A_forged_rebound_is_found() => await FindsAsync<ReboundFound>(Rebound, "findings[0].worstW",
        e => e with { Findings = [e.Findings[0] with { WorstW = e.Findings[0].WorstW + 1 }, .. e.Findings.Skip(1)] });

    [Fact]
    public async Task A_forged_shortfall_is_found() => await FindsAsync<ShortfallProjected>(Shortfall, "shortfall.shortfallW",
        e => e with { Shortfall = e.Shortfall with { ShortfallW = e.Shortfall.ShortfallW - 1 } });

    [Fact]
    public async Task A_result_that_keeps_the_rules_and_is_not_the_engines_is_found_by_clearing_again()
    {
        var number = await _copy.LastAsync(AuditCopy.SessionStream, Cleared);
        await _copy.ForgeAsync<SessionCleared>(AuditCopy.SessionStream, number, Cleared, e => e with
        {
            Result = e.Result with { Requests = [e.Result.Requests[0] with { Gap = 0.5m }, .. e.Result.Requests.Skip(1)] },
        });
        Assert.DoesNotContain((await _copy.AuditAsync()).Findings, f => f.Check == AuditCheck.Clearing);
        var found = Assert.Single((await _copy.AuditAsync(_again)).Findings, f => f.Check == AuditCheck.Clearing);
        Assert.Equal(("result.requests[0].gap", "0.5", new EventId(AuditCopy.SessionStream, number)), (found.What, found.Recorded, found.Event!.Value));
    }

    public Task DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        _copy.Dispose();
        return Task.CompletedTask;
    }

    private async Task FindsAsync<TEvent>(string manifest, string what, Func<TEvent, TEvent> forge)
        where TEvent : class
    {
        var number = await _copy.LastAsync(AuditCopy.SessionStream, manifest);
        await _copy.ForgeAsync(AuditCopy.SessionStream, number, manifest, forge);
        var first = (await _copy.AuditAsync()).First!;
        Assert.Equal((AuditCheck.Decisions, new EventId(AuditCopy.SessionStream, number), what), (first.Check, first.Event!.Value, first.What));
    }
}
