using System.Net;
using Akka.Actor;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Pbm.Cmd;

/// <summary>
/// The extension of an actor system that operators' clients connect to. It has the shape of Petabridge.Cmd's extension of that name:
/// palettes are registered, then it is started.
/// </summary>
public sealed class PetabridgeCmd : IExtension
{
    private readonly List<CommandPaletteHandler> _handlers = [];
    private PetabridgeCmdOptions _options = new();
    private PbmServer? _server;

    internal PetabridgeCmd(ExtendedActorSystem system) => Sys = system;

    /// <summary>The actor system.</summary>
    public ExtendedActorSystem Sys { get; }

    /// <summary>Where it listens; null until it is started.</summary>
    public IPEndPoint? Endpoint => _server?.Endpoint;

    /// <summary>The extension of an actor system.</summary>
    public static PetabridgeCmd Get(ActorSystem system) => system.WithExtension<PetabridgeCmd, PetabridgeCmdProvider>();

    /// <summary>Sets where it listens and who may come in; before <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">It is started.</exception>
    public void Configure(PetabridgeCmdOptions options)
    {
        NotStarted();
        _options = options;
    }

    /// <summary>Registers a palette; before <see cref="Start"/>.</summary>
    /// <returns>False if there is one of its name already: that one stays.</returns>
    /// <exception cref="InvalidOperationException">It is started.</exception>
    public bool RegisterCommandPalette(CommandPaletteHandler handler)
    {
        NotStarted();
        if (_handlers.Any(h => h.Palette.ModuleName == handler.Palette.ModuleName))
            return false;
        handler.OnRegister(this);
        _handlers.Add(handler);
        return true;
    }

    /// <summary>Begins to listen. It stops with the actor system.</summary>
    /// <exception cref="InvalidOperationException">It is started, or the options cannot be: the message names the option.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public void Start()
    {
        NotStarted();
        _server = PbmServer.Start(Sys, _handlers, _options);
        var server = _server;
        CoordinatedShutdown.Get(Sys).AddTask(CoordinatedShutdown.PhaseServiceUnbind, "pbm-unbind", async () =>
        {
            await server.UnbindAsync();
            return Akka.Done.Instance;
        });
        Sys.RegisterOnTermination(server.Close);
    }

    private void NotStarted()
    {
        if (_server is not null)
            throw new InvalidOperationException("pbm is started already");
    }
}

/// <summary>Makes the extension.</summary>
public sealed class PetabridgeCmdProvider : ExtensionIdProvider<PetabridgeCmd>
{
    /// <inheritdoc/>
    public override PetabridgeCmd CreateExtension(ExtendedActorSystem system) => new(system);
}
