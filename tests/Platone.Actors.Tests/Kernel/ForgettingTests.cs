using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>What the tail keeps in memory of decoded events goes when keys are destroyed.</summary>
public sealed class ForgettingTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TestDirectory _directory = new("forgetting");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Decoded_events_are_let_go_of_and_decoded_again()
    {
        await using var system = await KernelSystem.StartAsync(Store.Sqlite(_directory));
        for (var i = 1; i <= 5; i++)
            await system.Send(new Add("a", i, 1, At));
        var entries = await system.ReadToEnd();
        Assert.All(entries, e => Assert.False(e.IsDecoded));
        var events = entries.Select(e => e.Event).ToList();
        Assert.All(entries, e => Assert.True(e.IsDecoded));
        Assert.Same(events[0], (await system.ReadToEnd())[0].Event);

        system.Tail.ForgetDecoded();
        Assert.All(entries, e => Assert.False(e.IsDecoded));
        Assert.NotSame(events[0], entries[0].Event);
        Assert.Equal(events, entries.Select(e => e.Event));
    }
}
