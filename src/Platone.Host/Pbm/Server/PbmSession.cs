using System.Threading.Channels;
using Akka.Actor;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Wire;

namespace Platone.Host.Pbm.Server;

/// <summary>
/// The actor of one connection: below it the palettes' handlers, made when they are first needed, and an actor for each command under way,
/// which takes the answer. All of them end with the connection.
/// </summary>
internal sealed class PbmSession : ReceiveActor
{
    private const int MostRuns = 16;

    private readonly IReadOnlyList<CommandPaletteHandler> _handlers;
    private readonly ChannelWriter<ServerMessage> _answers;
    private readonly CancellationTokenSource _connection;

    /// <summary>An actor.</summary>
    /// <param name="handlers">The palettes.</param>
    /// <param name="answers">Where answers go.</param>
    /// <param name="connection">Ends the connection, when its client does not read.</param>
    public PbmSession(
        IReadOnlyList<CommandPaletteHandler> handlers, ChannelWriter<ServerMessage> answers, CancellationTokenSource connection)
    {
        (_handlers, _answers, _connection) = (handlers, answers, connection);
        Receive<StartRun>(Start);
        Receive<StopRun>(stop => Context.Child(RunName(stop.Id)).Tell(stop));
    }

    private void Start(StartRun start)
    {
        if (!Context.Child(RunName(start.Id)).IsNobody())
        {
            Refuse(start.Id, $"a command {start.Id} is under way");
            return;
        }

        if (Context.GetChildren().Count(c => c.Path.Name.StartsWith("run-", StringComparison.Ordinal)) >= MostRuns)
        {
            Refuse(start.Id, $"{MostRuns} commands are under way: stop one first");
            return;
        }

        var palette = _handlers.First(h => h.Palette.ModuleName == start.Command.Palette);
        var name = $"palette-{palette.Palette.ModuleName}";
        var handler = Context.Child(name);
        if (handler.IsNobody())
            handler = Context.ActorOf(palette.HandlerProps, name);
        var (id, answers, connection) = (start.Id, _answers, _connection);
        handler.Tell(start.Command, Context.ActorOf(Props.Create(() => new Run(id, answers, connection)), RunName(id)));
    }

    private void Refuse(uint id, string reason) => Send(_answers, Responses.Final(id, AnswerStatus.BadInput, reason), _connection);

    private static string RunName(uint id) => $"run-{id}";

    private static void Send(ChannelWriter<ServerMessage> answers, ServerMessage message, CancellationTokenSource connection)
    {
        if (answers.TryWrite(message))
            return;
        try
        {
            connection.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Begin a command.</summary>
    /// <param name="Id">The client's number for it.</param>
    /// <param name="Command">The command.</param>
    public sealed record StartRun(uint Id, Command Command);

    /// <summary>End a command.</summary>
    /// <param name="Id">The client's number for it.</param>
    public sealed record StopRun(uint Id);

    // The sender of a command: takes the parts of its answer, and stops after the last.
    private sealed class Run : ReceiveActor
    {
        public Run(uint id, ChannelWriter<ServerMessage> answers, CancellationTokenSource connection)
        {
            Receive<CommandResponse>(Take);
            // Petabridge.Cmd takes several at once, too.
            Receive<IEnumerable<CommandResponse>>(responses =>
            {
                foreach (var response in responses)
                    Take(response);
            });
            Receive<Akka.Actor.Status.Failure>(failure => Take(new ErroredCommandResponse(failure.Cause?.Message ?? "it failed")));
            Receive<StopRun>(_ => Take(CommandResponse.Empty));

            void Take(CommandResponse response)
            {
                if (_isOver)
                    return;
                Send(answers, Responses.Of(id, response), connection);
                if (!response.Final)
                    return;
                _isOver = true;
                Context.Stop(Self);
            }
        }

        private bool _isOver;
    }
}
