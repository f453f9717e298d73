using Akka.Actor;
using Akka.Event;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Pbm.Wire;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Pbm.Palettes;

/// <summary>
/// A handler whose commands are answered row by row, beside the actor: a command's rows are written as an asynchronous sequence, which is
/// given up when the client stops the command or leaves.
/// </summary>
/// <param name="palette">The palette.</param>
internal abstract class PaletteActor(CommandPalette palette) : CommandHandlerActor(palette)
{
    /// <summary>The rows of an answer.</summary>
    /// <param name="arguments">The command's arguments.</param>
    /// <param name="cancellation">The client stopped the command, or left.</param>
    /// <exception cref="RefusalException">The answer is no.</exception>
    internal delegate IAsyncEnumerable<CommandResponse> Rows(CommandArguments arguments, CancellationToken cancellation);

    /// <summary>Says how a command is answered.</summary>
    protected void Answer(CommandDefinition definition, Rows rows) => Process(definition.Name, (_, arguments) =>
    {
        var client = Sender;
        Context.ActorOf(Props.Create(() => new Answering(definition.Name, client, c => rows(arguments, c))));
    });

    /// <summary>Says how a command is answered that waits for nothing.</summary>
    protected void Answer(CommandDefinition definition, Func<CommandArguments, IEnumerable<CommandResponse>> rows) =>
        Answer(definition, (arguments, _) => EachAsync(rows(arguments)));

    // Akka.Streams brings a package whose ToAsyncEnumerable is in the way of .NET's own.
    private static async IAsyncEnumerable<CommandResponse> EachAsync(IEnumerable<CommandResponse> rows)
    {
        await Task.CompletedTask;
        foreach (var row in rows)
            yield return row;
    }

    private sealed class Answering : ReceiveActor
    {
        private readonly CancellationTokenSource _over = new();
        private readonly Func<CancellationToken, IAsyncEnumerable<CommandResponse>> _rows;
        private readonly IActorRef _client;
        private readonly string _name;
        private readonly ILoggingAdapter _log = Context.GetLogger();

        public Answering(string name, IActorRef client, Func<CancellationToken, IAsyncEnumerable<CommandResponse>> rows)
        {
            (_name, _client, _rows) = (name, client, rows);
            Receive<Terminated>(_ => Context.Stop(Self));
            Receive<Answered>(_ => Context.Stop(Self));
        }

        protected override void PreStart()
        {
            Context.Watch(_client);
            AnswerAsync(_over.Token).PipeTo(Self);
        }

        protected override void PostStop() => _over.Cancel();

        private async Task<Answered> AnswerAsync(CancellationToken cancellation)
        {
            // Off the actor's thread, whatever the first step does.
            await Task.Yield();
            var last = CommandResponse.Empty;
            try
            {
                await foreach (var row in _rows(cancellation).WithCancellation(cancellation))
                    _client.Tell(row);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // Nobody waits for the rest.
            }
            catch (RefusalException e)
            {
                last = new RefusedResponse(e.Status, e.Message);
            }
            catch (ProblemException e)
            {
                last = new RefusedResponse(AnswerStatus.No, e.Message);
            }
            catch (Exception e)
            {
                // Whatever it is, the client must hear that there is no answer; the rest is for the node's log.
                _log.Error(e, "pbm: {0} failed", _name);
                last = new RefusedResponse(AnswerStatus.Internal, $"{_name} failed: {e.Message}");
            }

            _client.Tell(last);
            return Answered.Instance;
        }

        private sealed class Answered
        {
            public static Answered Instance { get; } = new();
        }
    }
}

/// <summary>Ends a command with an answer that is no.</summary>
/// <param name="status">What the client ends with.</param>
/// <param name="reason">Why.</param>
internal sealed class RefusalException(AnswerStatus status, string reason) : Exception(reason)
{
    /// <summary>What the client ends with.</summary>
    public AnswerStatus Status { get; } = status;

    /// <summary>There is no such thing, or a rule forbids it.</summary>
    public static RefusalException No(string reason) => new(AnswerStatus.No, reason);

    /// <summary>A value cannot be.</summary>
    public static RefusalException BadInput(string reason) => new(AnswerStatus.BadInput, reason);
}

/// <summary>A palette whose handler needs nothing but what it is made with.</summary>
/// <param name="palette">The palette.</param>
/// <param name="handler">Makes the handler.</param>
internal sealed class PaletteHandler(CommandPalette palette, Props handler) : CommandPaletteHandler(palette)
{
    /// <inheritdoc/>
    public override Props HandlerProps { get; } = handler;
}
