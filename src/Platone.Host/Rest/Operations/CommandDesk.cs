using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Scd.Following;
using Platone.Host.Configuration;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Operations;

/// <summary>Sends commands of requests to entities. A request is answered only after the journal has confirmed what it caused.</summary>
internal sealed class CommandDesk(IEntities entities, TimeProvider clock, PlatoneOptions options)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(200);

    /// <summary>Now: the time of the commands of a request.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Sends a command.</summary>
    /// <exception cref="ProblemException">The entity refused it.</exception>
    /// <exception cref="UnavailableException">No answer in time: the outcome is unknown.</exception>
    public async Task<CommandReply.Done> SendAsync(ICommand command, CancellationToken aborted)
    {
        using var timeout = new CancellationTokenSource(options.Http.CommandTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        CommandReply reply;
        try
        {
            reply = await entities.SendAsync(command, either.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new UnavailableException($"{command.Kind} gave no answer within {options.Http.CommandTimeout.TotalSeconds:0.#} s");
        }

        return reply switch
        {
            CommandReply.Done done => done,
            CommandReply.Refused refused => throw new ProblemException(refused.Problem),
            CommandReply.Unavailable unavailable => throw new UnavailableException(unavailable.Reason),
            _ => throw new InvalidOperationException($"unknown reply {reply.GetType().Name}"),
        };
    }

    /// <summary>
    /// Waits until what was recorded can be read, so that a caller who registers something finds it at once. Gives up after
    /// <c>platone.http.read-after-write</c>: the thing is durable, the read models are behind, and the answer says where it will be.
    /// </summary>
    /// <typeparam name="TRow">What is looked for.</typeparam>
    /// <param name="find">Looks; null while it is not there.</param>
    /// <param name="aborted">The caller left.</param>
    public async Task<TRow?> ReadBackAsync<TRow>(Func<CancellationToken, Task<TRow?>> find, CancellationToken aborted)
        where TRow : class
    {
        var began = clock.GetTimestamp();
        for (var pause = FirstLook; ; pause = pause * 2 < LongestLook ? pause * 2 : LongestLook)
        {
            if (await FoundAsync(find, aborted) is { } row)
                return row;
            if (clock.GetElapsedTime(began) >= options.Http.ReadAfterWrite)
                return null;
            await Task.Delay(pause, clock, aborted);
        }
    }

    private static async Task<TRow?> FoundAsync<TRow>(Func<CancellationToken, Task<TRow?>> find, CancellationToken aborted)
        where TRow : class
    {
        try
        {
            return await find(aborted);
        }
        catch (ReadModelIncompleteException)
        {
            return null;
        }
    }
}
