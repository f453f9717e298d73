using System.Collections.Immutable;

namespace Platone.Host.Pbm.Cmd;

/// <summary>A command as a client gave it, checked against its definition: what a <see cref="CommandHandlerActor"/> gets.</summary>
/// <param name="Palette">The palette's name.</param>
/// <param name="Name">The command's name.</param>
/// <param name="Arguments">
/// What was given, in order: the switch, and the value after it (null for a flag). What was left out and has a default value follows.
/// </param>
public sealed record Command(string Palette, string Name, ImmutableArray<(string Switch, string? Value)> Arguments);
