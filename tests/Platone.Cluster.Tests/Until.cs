using Platone.Host.Configuration;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>Waits for what becomes true in its own time.</summary>
internal static class Until
{
    private const string Yes = "yes";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again; a node that does not answer is asked again.</summary>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static Task TrueAsync(string what, Func<CancellationToken, Task<bool>> condition) =>
        ValueAsync(what, async stop => await condition(stop) ? Yes : null);

    /// <summary>The same for something that is there at last.</summary>
    public static async Task<T> ValueAsync<T>(string what, Func<CancellationToken, Task<T?>> find)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline.Default * 2);
        using var ticks = new PeriodicTimer(Look);
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await find(deadline.Token) is { } found)
                    return found;
                await ticks.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"in {Deadline.Default * 2} it did not come about: {what}", last);
            }
            catch (Exception e) when (e is NodeUnreachableException or HttpRequestException or InputException or OperationCanceledException)
            {
                last = e;
                await ticks.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }

}
