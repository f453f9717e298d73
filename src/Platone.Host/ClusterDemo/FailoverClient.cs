using Platone.Host.Verbs.Client;

namespace Platone.Host.ClusterDemo;

/// <summary>A client of a whole cluster: what one node does not answer it asks the next, which is safe because the API is idempotent.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="key">An API key.</param>
/// <param name="patience">How long one node may take.</param>
internal sealed class FailoverClient(IReadOnlyList<NodeAddress> nodes, string key, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly NodeClient[] _clients = [.. nodes.Select(n => new NodeClient(n.Rest, key, patience, tries: 1))];
    private int _next;
    private int _mostTries;
    private long _requests;

    /// <summary>Nodes that were asked for one answer at most.</summary>
    public int MostTries => Volatile.Read(ref _mostTries);

    /// <summary>Requests that were answered.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Starts to count anew.</summary>
    public void Forget()
    {
        Volatile.Write(ref _mostTries, 0);
        Interlocked.Exchange(ref _requests, 0);
    }

    /// <summary>Asks until a node answers.</summary>
    /// <param name="ask">The request; sent again to another node where one does not answer.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Configuration.InputException">A node refused.</exception>
    public async Task<T> AskAsync<T>(Func<NodeClient, CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        // Requests of one client go round, so that each node has its share.
        var first = Interlocked.Increment(ref _next) & int.MaxValue;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var answer = await ask(_clients[(first + tries) % _clients.Length], cancellation);
                Interlocked.Increment(ref _requests);
                for (var most = MostTries; tries > most && Interlocked.CompareExchange(ref _mostTries, tries, most) != most;)
                    most = MostTries;
                return answer;
            }
            catch (NodeUnreachableException)
            {
                if (tries % _clients.Length == 0)
                    await Task.Delay(Pause, cancellation);
            }
        }
    }

    /// <summary>Sends an object and reads the answer.</summary>
    /// <exception cref="Configuration.InputException">A node refused.</exception>
    public Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, CancellationToken cancellation) =>
        AskAsync((client, stop) => client.PostAsync<TBody, TAnswer>(path, body, stop), cancellation);

    /// <summary>Puts an object.</summary>
    /// <exception cref="Configuration.InputException">A node refused.</exception>
    public Task PutAsync<TBody>(string path, TBody body, CancellationToken cancellation) => AskAsync(async (client, stop) =>
    {
        await client.PutAsync(path, body, stop);
        return true;
    }, cancellation);

    /// <summary>Reads an object; null if there is none.</summary>
    /// <exception cref="Configuration.InputException">A node refused.</exception>
    public Task<T?> GetAsync<T>(string path, CancellationToken cancellation)
        where T : class => AskAsync((client, stop) => client.GetAsync<T>(path, stop), cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
    }
}
