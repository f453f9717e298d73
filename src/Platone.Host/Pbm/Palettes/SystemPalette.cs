using System.Globalization;
using System.Runtime.InteropServices;
using Akka.Actor;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>system</c>: this node's process.</summary>
internal static class SystemPalette
{
    private static readonly CommandDefinition Uptime = new CommandDefinitionBuilder().WithName("uptime")
        .WithDescription("Shows since when the node runs, and for how long.").Build();

    private static readonly CommandDefinition Version = new CommandDefinitionBuilder().WithName("version")
        .WithDescription("Shows the versions of Platone, Akka.NET, .NET and the system.").Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("system", [Uptime, Version]);

    /// <summary>The palette with its handler.</summary>
    /// <param name="clock">The clock.</param>
    public static CommandPaletteHandler Handler(TimeProvider clock) =>
        new PaletteHandler(Palette, Props.Create(() => new SystemActor(clock)));

    private sealed class SystemActor : PaletteActor
    {
        private readonly ActorSystem _system = Context.System;
        private readonly TimeProvider _clock;

        public SystemActor(TimeProvider clock)
            : base(Palette)
        {
            _clock = clock;
            Answer(Uptime, UptimeRows);
            Answer(Version, VersionRows);
        }

        private IEnumerable<CommandResponse> UptimeRows(CommandArguments arguments)
        {
            var uptime = TimeSpan.FromSeconds(Math.Floor(_system.Uptime.TotalSeconds));
            yield return new RowResponse(("startedAt", UtcTime.Text(_clock.GetUtcNow() - _system.Uptime)),
                ("uptime", uptime.ToString("c", CultureInfo.InvariantCulture)));
        }

        private IEnumerable<CommandResponse> VersionRows(CommandArguments arguments)
        {
            yield return new RowResponse(("platone", PbmConnection.Version),
                ("akka", typeof(ActorSystem).Assembly.GetName().Version?.ToString(3)),
                ("dotnet", Environment.Version.ToString()), ("system", RuntimeInformation.OSDescription));
        }
    }
}
