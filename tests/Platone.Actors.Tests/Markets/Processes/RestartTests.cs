using Microsoft.Data.Sqlite;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Tests.Audit;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Markets.Processes;

/// <summary>Processes of settlement that die between reading an event and being done with it: what they cause happens exactly once.</summary>
public sealed class RestartTests : IDisposable
{
    private const string Session = "market-session-terni-1";
    private const string Grants = "token-grants-terni-1";

    private readonly TestDirectory _folder = new("restart");

    [Fact]
    public async Task A_correction_makes_one_version_and_its_tokens_are_granted_once_wherever_the_processes_die()
    {
        await using var world = await AuditWorld.StartAsync(Store.Sqlite(_folder));
        await world.RegisterAsync(pods: 3, quarterHoursBefore: 4);
        await world.DeliverAsync(AuditWorld.Session, 3);
        var first = await world.SettleAsync(AuditWorld.Session, AuditWorld.Ended.AddMinutes(1));
        var granted = await world.EventsAsync<TokensGranted>(Grants);
        Assert.NotEmpty(granted);
        await world.ReadAsync();
        await world.FollowAsync(world.Correcting(world.Entities));

        // It dies before what it has read is settled again: nothing is lost.
        await world.CorrectAsync(pod: 1, interval: 2, watts: 5_200, AuditWorld.Ended.AddMinutes(30));
        await world.ReadAsync();
        await DiesAsync(world, e => world.Correcting(e), sends: false);
        Assert.Single(await world.EventsAsync<SettlementCalculated>(Session));

        // It dies after: the version is there, and it does not know.
        await DiesAsync(world, e => world.Correcting(e), sends: true);
        await world.ReadAsync();
        await world.FollowAsync(world.Correcting(world.Entities));
        var versions = await world.EventsAsync<SettlementCalculated>(Session);
        Assert.Equal([1, 2], versions.Select(v => v.Settlement.Version));
        Assert.NotEqual(first.Lines, versions[1].Settlement.Lines);

        // So does what grants the tokens of the new version.
        await DiesAsync(world, e => world.Granting(e), sends: false);
        Assert.Equal(granted, await world.EventsAsync<TokensGranted>(Grants));
        await DiesAsync(world, e => world.Granting(e), sends: true);
        await world.FollowAsync(world.Granting(world.Entities));
        var all = await world.EventsAsync<TokensGranted>(Grants);
        var correction = Assert.Single(all.Skip(granted.Count));
        Assert.Equal((2, 0, AuditWorld.Pod(1)), (correction.Version, correction.Batch, Assert.Single(correction.Grants).Holder.Pod));

        // The first session's versions are read once more, as after a restore from an old copy: nothing happens.
        await world.ReadAsync();
        await world.ForgetOffsetsAsync();
        await world.FollowAsync(world.Correcting(world.Entities));
        await world.FollowAsync(world.Granting(world.Entities));
        Assert.Equal(2, (await world.EventsAsync<SettlementCalculated>(Session)).Count);
        Assert.Equal(all, await world.EventsAsync<TokensGranted>(Grants));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static Task<KilledException> DiesAsync(AuditWorld world, Func<IEntities, ITailHandler> process, bool sends) =>
        Assert.ThrowsAsync<KilledException>(() => world.FollowAsync(process(new DyingEntities(world.Entities, sends))));

    private sealed class KilledException() : Exception("killed by the test");

    /// <summary>Real entities of a process that dies as it sends its first command: just before, or when the answer is there.</summary>
    private sealed class DyingEntities(IEntities entities, bool sends) : IEntities
    {
        public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            if (sends)
                await entities.SendAsync(command, cancellation);
            throw new KilledException();
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) => entities.AskAsync<TView>(query, cancellation);
    }
}
