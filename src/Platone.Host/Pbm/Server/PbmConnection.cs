using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Event;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Wire;

namespace Platone.Host.Pbm.Server;

/// <summary>One client: signs it in, reads its commands, writes the answers.</summary>
/// <param name="platform">What it stands on.</param>
/// <param name="number">Its number since the start.</param>
/// <param name="remote">Where the client is.</param>
internal sealed class PbmConnection(PbmPlatform platform, long number, string remote)
{
    /// <summary>The protocol's version.</summary>
    public const uint Protocol = 1;

    // A client that is so far behind is given up.
    private const int MostWaiting = 20_000;

    private readonly Channel<ServerMessage> _answers = Channel.CreateBounded<ServerMessage>(MostWaiting);

    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(PbmConnection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "?";

    /// <summary>Serves the client until it leaves, breaks the protocol, or the node stops.</summary>
    public async Task RunAsync(Stream connection, CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await using var stream = await SecureAsync(connection, ends.Token);
        if (stream is null || await SignInAsync(stream, ends.Token) is not { } signedIn)
            return;

        await Frames.WriteAsync(stream, new ServerMessage { Welcome = Welcome(signedIn.Who) }, ends.Token);
        var session = platform.System.SystemActorOf(
            Props.Create(() => new PbmSession(platform.Handlers, _answers.Writer, ends)), $"pbm-{number}");
        var writing = WriteAsync(stream, ends);
        var checking = CheckAsync(signedIn, ends);
        try
        {
            while (await Frames.ReadAsync(stream, ClientMessage.Parser, Frames.MaxRequest, ends.Token) is { } message)
            {
                if (await TakeAsync(message, signedIn, session, ends.Token))
                    continue;
                // What it was told is written first.
                _answers.Writer.Complete();
                await writing.WaitAsync(platform.Options.HandshakeTimeout, platform.Options.Clock, ends.Token);
                break;
            }
        }
        catch (TimeoutException)
        {
            platform.Log.Warning("pbm: {0} does not read that it is turned away", remote);
        }
        catch (FrameException e)
        {
            platform.Log.Warning("pbm: {0} broke the protocol: {1}", remote, e.Message);
        }
        finally
        {
            platform.System.Stop(session);
            await ends.CancelAsync();
            await writing;
            await checking;
        }
    }

    // A command may go on for hours, and a client wait as long: the token is looked at meanwhile, too.
    private async Task CheckAsync(SignedIn signedIn, CancellationTokenSource ends)
    {
        using var ticks = new PeriodicTimer(platform.Options.CheckInterval, platform.Options.Clock);
        try
        {
            while (await ticks.WaitForNextTickAsync(ends.Token))
            {
                if (await StateAsync(signedIn, ends.Token) is not TokenState.Gone)
                    continue;
                platform.Log.Warning("pbm: {0} of {1} was ended: the token is no operator's any more", remote, signedIn.Who);
                await ends.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The connection has ended.
        }
    }

    private async Task<TokenState> StateAsync(SignedIn signedIn, CancellationToken cancellation)
    {
        using var patience = Patience(cancellation);
        try
        {
            return await platform.Options.Authenticate!(signedIn.Token, patience.Token) == signedIn.Who ? TokenState.Good : TokenState.Gone;
        }
        catch (AuthenticationUnavailableException)
        {
            return TokenState.Unknown;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return TokenState.Unknown;
        }
    }

    // Null if the handshake fails: that is the client's to find out.
    private async Task<Stream?> SecureAsync(Stream connection, CancellationToken cancellation)
    {
        if (platform.Options.Certificate is not { } certificate)
            return connection;
        using var patience = Patience(cancellation);
        var tls = new SslStream(connection, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, patience.Token);
            return tls;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            platform.Log.Info("pbm: no TLS with {0}: {1}", remote, e.Message);
            await tls.DisposeAsync();
            return null;
        }
    }

    private async Task<SignedIn?> SignInAsync(Stream stream, CancellationToken cancellation)
    {
        using var patience = Patience(cancellation);
        try
        {
            var first = await Frames.ReadAsync(stream, ClientMessage.Parser, Frames.MaxHello, patience.Token);
            if (first is null)
                return null;
            if (first.Hello is not { } hello)
                return await RefuseAsync(stream, "the first message must be a hello", cancellation);
            if (hello.Protocol != Protocol)
                return await RefuseAsync(stream, $"this node speaks protocol {Protocol}, not {hello.Protocol}", cancellation);
            if (hello.Token.Length == 0)
                return await RefuseAsync(stream, "there is no token: an operator's API key is needed", cancellation);
            return await platform.Options.Authenticate!(hello.Token, patience.Token) is { } who
                ? new SignedIn(who, hello.Token)
                : await RefuseAsync(stream, "the token is no operator's: unknown, revoked, suspended, or of another role", cancellation);
        }
        catch (FrameException e)
        {
            return await RefuseAsync(stream, e.Message, cancellation);
        }
        catch (AuthenticationUnavailableException e)
        {
            return await RefuseAsync(stream, $"whose token it is cannot be told now: {e.Message}", cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return await RefuseAsync(stream, "no hello in time", cancellation);
        }
    }

    private async Task<SignedIn?> RefuseAsync(Stream stream, string reason, CancellationToken cancellation)
    {
        platform.Log.Warning("pbm: {0} was refused: {1}", remote, reason);
        await Frames.WriteAsync(stream, new ServerMessage { Refusal = new Refusal { Reason = reason } }, cancellation);
        return null;
    }

    // False if the client is to go.
    private async Task<bool> TakeAsync(ClientMessage message, SignedIn signedIn, IActorRef session, CancellationToken cancellation)
    {
        switch (message.BodyCase)
        {
            case ClientMessage.BodyOneofCase.Run:
                switch (await StateAsync(signedIn, cancellation))
                {
                    case TokenState.Gone:
                        platform.Log.Warning("pbm: {0} was refused a command: the token of {1} is no operator's any more", remote, signedIn.Who);
                        Answer(Responses.Final(message.Run.Id, AnswerStatus.No, "refused: the token is no operator's any more"));
                        return false;
                    case TokenState.Unknown:
                        Answer(Responses.Final(message.Run.Id, AnswerStatus.Internal, "not done, because whose token it is cannot be told now"));
                        return true;
                }
                await RunAsync(message.Run, signedIn.Who, session, cancellation);
                return true;
            case ClientMessage.BodyOneofCase.Cancel:
                session.Tell(new PbmSession.StopRun(message.Cancel.Id));
                return true;
            default:
                throw new FrameException($"a message after the hello is a command or its end, not {message.BodyCase}");
        }
    }

    private async Task RunAsync(Run run, string who, IActorRef session, CancellationToken cancellation)
    {
        if (run.Words.Count > 0 && run.Words[0] == HelpText.Word)
        {
            IReadOnlyList<string> on = [.. run.Words.Skip(1)];
            Answer(HelpText.Of(platform.Palettes, on) is { } help
                ? Responses.Final(run.Id, AnswerStatus.Ok, help)
                : Responses.Final(run.Id, AnswerStatus.No, $"there is no help on {string.Join(' ', on)}"));
            return;
        }

        var (command, definition, fault) = CommandReading.Read(platform.Palettes, run.Words);
        if (command is null || definition is null)
        {
            Answer(Responses.Final(run.Id, AnswerStatus.BadInput, fault!));
            return;
        }

        if (definition.IsDestructive)
        {
            var line = string.Join(' ', run.Words);
            if (!run.Confirmed)
            {
                Answer(Responses.Final(run.Id, AnswerStatus.NeedsConfirmation, $"{line}: {definition.Description} Really?"));
                return;
            }

            try
            {
                await platform.Options.Record!(
                    new OperatorAction(who, command.Palette, line, platform.Address, platform.Options.Clock.GetUtcNow()), cancellation);
            }
            catch (NotRecordedException e)
            {
                Answer(Responses.Final(run.Id, AnswerStatus.Internal, $"not done, because it could not be recorded: {e.Message}"));
                return;
            }
        }

        session.Tell(new PbmSession.StartRun(run.Id, command));
    }

    private void Answer(ServerMessage message)
    {
        if (!_answers.Writer.TryWrite(message))
            throw new FrameException("the client does not read its answers");
    }

    private async Task WriteAsync(Stream stream, CancellationTokenSource ends)
    {
        try
        {
            await foreach (var message in _answers.Reader.ReadAllAsync(ends.Token))
                await Frames.WriteAsync(stream, message, ends.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has left: reading ends too.
            await ends.CancelAsync();
        }
    }

    private Welcome Welcome(string who)
    {
        var welcome = new Welcome { Protocol = Protocol, Version = Version, Node = platform.Address, Who = who };
        welcome.Palettes.Add(platform.Palettes.Select(Form));
        return welcome;
    }

    private static Palette Form(CommandPalette palette)
    {
        var form = new Palette { Name = palette.ModuleName };
        form.Commands.Add(palette.Commands.Values.Select(Form));
        return form;
    }

    private static CommandForm Form(CommandDefinition command)
    {
        var form = new CommandForm
        {
            Name = command.Name, Description = command.Description, Destructive = command.IsDestructive, Streaming = command.IsStreaming,
        };
        form.Arguments.Add(command.Arguments.Select(Form));
        return form;
    }

    private static ArgumentForm Form(ArgumentDefinition argument)
    {
        var form = new ArgumentForm
        {
            Name = argument.Name, Description = argument.Description, Mandatory = argument.IsMandatory, Flag = argument.IsFlag,
        };
        form.Switches.Add(argument.Switch);
        form.Values.Add(argument.DefaultValues);
        return form;
    }

    private enum TokenState
    {
        Good,
        Gone,
        Unknown,
    }

    private sealed record SignedIn(string Who, string Token)
    {
        // Not the token.
        public override string ToString() => Who;
    }

    private CancellationTokenSource Patience(CancellationToken cancellation)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(platform.Options.HandshakeTimeout);
        return patience;
    }
}
