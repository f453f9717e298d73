using System.Security.Cryptography.X509Certificates;

namespace Platone.Host.Pbm.Cmd;

/// <summary>Where operators' clients are listened for, and who may come in.</summary>
public sealed class PetabridgeCmdOptions
{
    /// <summary>The IP address to listen on; anything but loopback needs <see cref="Certificate"/>.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; set; } = 9110;

    /// <summary>For TLS; null for none, which is allowed on loopback only.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>
    /// Finds the operator of a token; null if nobody holds it, or the holder may not operate. Asked at sign-in, before every command and every
    /// <see cref="CheckInterval"/>: a connection ends with its token. Where nobody can tell it throws
    /// <see cref="AuthenticationUnavailableException"/>: nothing is done then, and a connection stays. Must be given.
    /// </summary>
    public Func<string, CancellationToken, Task<string?>>? Authenticate { get; set; }

    /// <summary>
    /// Records a destructive command before it is carried out. What it throws as <see cref="NotRecordedException"/> the client is told, and
    /// the command is not carried out. Must be given where a palette has such commands.
    /// </summary>
    public Func<OperatorAction, CancellationToken, Task>? Record { get; set; }

    /// <summary>How long a client may take to sign in.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the token of a connection is looked at, besides before each command.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Clients at a time; one more is turned away.</summary>
    public int MaxConnections { get; set; } = 64;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}

/// <summary>A destructive command that is about to be carried out.</summary>
/// <param name="Who">The operator.</param>
/// <param name="Palette">The palette's name.</param>
/// <param name="Command">The whole command, as it was given.</param>
/// <param name="Node">The actor system's address on the node that was told.</param>
/// <param name="At">When, UTC.</param>
public sealed record OperatorAction(string Who, string Palette, string Command, string Node, DateTimeOffset At);

/// <summary>Whose token it is cannot be told now.</summary>
/// <param name="reason">What is in the way, for the operator.</param>
public sealed class AuthenticationUnavailableException(string reason) : Exception(reason);

/// <summary>A destructive command could not be recorded, and so is not carried out.</summary>
/// <param name="reason">What is in the way, for the operator.</param>
public sealed class NotRecordedException(string reason) : Exception(reason);
