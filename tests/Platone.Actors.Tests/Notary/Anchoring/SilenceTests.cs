using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>An anchor follows a seal, and events follow the anchor: they must not lead to the next seal.</summary>
public sealed class SilenceTests : IDisposable
{
    private readonly SqliteDatabases _databases = new();

    public void Dispose() => _databases.Dispose();

    [Fact]
    public async Task Anchorings_own_events_are_in_the_log_and_never_ask_for_a_seal()
    {
        var ledger = new TestLedger(await _databases.NewAsync());
        ledger.Journal.Append("pod-1", ["open"], []);
        await LookAsync(ledger);
        Assert.Equal(1, Assert.Single(await ledger.Reader().SealsAsync(0, default)).TreeSize);

        foreach (var kind in (string[])[ContractAnchorCommand.EntityKind, ChainAccountCommand.EntityKind])
            ledger.Journal.Append($"{kind}-service-0x00000000000000000000000000000000000000cc", ["open"], []);
        await LookAsync(ledger);
        Assert.Single(await ledger.Reader().SealsAsync(0, default));
        Assert.Equal(3, (await ledger.Reader().HeadAsync(default)).Size);

        ledger.Journal.Append("pod-1", ["open"], []);
        await LookAsync(ledger);
        Assert.Equal([1L, 4L], (await ledger.Reader().SealsAsync(0, default)).Select(s => s.TreeSize));
    }

    private static async Task LookAsync(TestLedger ledger)
    {
        var follower = await ledger.FollowAsync();
        ledger.Clock.Advance(ledger.Options.SealAge);
        await follower.IdleAsync(default);
    }
}
