using Akka.Actor;
using Akka.Event;

namespace Platone.Host.Pbm.Cmd;

/// <summary>
/// Carries out the commands of a palette for one connection. The sender of a <see cref="Command"/> takes the answer: any number of
/// <see cref="CommandResponse"/>, the last of them final. It stops when the client leaves or stops the command, so that whoever answers
/// for long watches it.
/// </summary>
public abstract class CommandHandlerActor : UntypedActor
{
    private readonly CommandPalette _palette;
    private readonly Dictionary<string, Action<Command>> _handlers = new(StringComparer.Ordinal);

    /// <summary>An actor for a palette.</summary>
    /// <param name="palette">The palette.</param>
    protected CommandHandlerActor(CommandPalette palette) => _palette = palette;

    /// <summary>Says how a command is carried out.</summary>
    /// <param name="commandName">The command's name.</param>
    /// <param name="handler">Carries it out; tells <see cref="ActorBase.Sender"/> the answer.</param>
    /// <exception cref="ArgumentException">The palette has no such command, or it is handled already.</exception>
    protected void Process(string commandName, Action<Command> handler)
    {
        if (!_palette.Commands.ContainsKey(commandName))
            throw new ArgumentException($"the palette {_palette.ModuleName} has no command {commandName}", nameof(commandName));
        _handlers.Add(commandName, handler);
    }

    /// <summary>Says how a command is carried out.</summary>
    /// <param name="commandName">The command's name.</param>
    /// <param name="handler">Carries it out with its arguments; tells <see cref="ActorBase.Sender"/> the answer.</param>
    /// <exception cref="ArgumentException">The palette has no such command, or it is handled already.</exception>
    protected void Process(string commandName, Action<Command, CommandArguments> handler) =>
        Process(commandName, command => handler(command, new CommandArguments(_palette.Commands[commandName], command)));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is not Command command)
        {
            Unhandled(message);
            return;
        }

        if (!_handlers.TryGetValue(command.Name, out var handler))
        {
            Sender.Tell(new ErroredCommandResponse($"{_palette.ModuleName} {command.Name} is described but not carried out here"));
            return;
        }

        try
        {
            handler(command);
        }
        catch (Exception e)
        {
            // Whatever it is, the client must hear that there is no answer; the rest is for the node's log.
            Context.GetLogger().Error(e, "{0} {1} failed", _palette.ModuleName, command.Name);
            Sender.Tell(new ErroredCommandResponse($"{_palette.ModuleName} {command.Name} failed: {e.Message}"));
        }
    }
}
