using Akka.Actor;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>actor</c>: the actor system and what is in it.</summary>
internal static class ActorPalette
{
    private const string DepthArgument = "depth";
    private const string StartArgument = "start";
    private const int MostActors = 10_000;

    private static readonly CommandDefinition SystemCommand = new CommandDefinitionBuilder().WithName("system")
        .WithDescription("Shows the actor system: name, address, when it started.").Build();

    private static readonly CommandDefinition Hierarchy = new CommandDefinitionBuilder().WithName("hierarchy")
        .WithDescription("Lists the actors of this node, each below its parent.")
        .WithArgument(b => b.Is(DepthArgument, 'd', "How many levels.").WithDefaultValue("4"))
        .WithArgument(b => b.Is(StartArgument, 's', "The actor to begin with, such as /user.")
            .WithDefaultValues("/user", "/system").WithDefaultValue("/"))
        .Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("actor", [SystemCommand, Hierarchy]);

    /// <summary>The palette with its handler.</summary>
    /// <param name="clock">The clock.</param>
    public static CommandPaletteHandler Handler(TimeProvider clock) =>
        new PaletteHandler(Palette, Props.Create(() => new ActorActor(clock)));

    private sealed class ActorActor : PaletteActor
    {
        private readonly ExtendedActorSystem _system = (ExtendedActorSystem)Context.System;
        private readonly TimeProvider _clock;

        public ActorActor(TimeProvider clock)
            : base(Palette)
        {
            _clock = clock;
            Answer(SystemCommand, SystemRows);
            Answer(Hierarchy, HierarchyRows);
        }

        private IEnumerable<CommandResponse> SystemRows(CommandArguments arguments)
        {
            yield return new RowResponse(("name", _system.Name), ("address", _system.Provider.DefaultAddress.ToString()),
                ("startedAt", UtcTime.Text(_clock.GetUtcNow() - _system.Uptime)));
        }

        private IEnumerable<CommandResponse> HierarchyRows(CommandArguments arguments)
        {
            var depth = arguments.Whole(DepthArgument, 0, 100);
            var start = arguments.Text(StartArgument)!;
            var shown = 0;
            foreach (var (actor, level) in Below(Find(start), depth))
            {
                if (shown++ == MostActors)
                {
                    yield return new LineResponse($"there are more: -d or -s narrows it down");
                    yield break;
                }

                yield return new ActorResponse(actor.Path.ToStringWithoutAddress(), level, actor.Path.Name);
            }

            yield return new LineResponse($"Count: {shown} actors");
        }

        private IActorRef Find(string path)
        {
            IActorRef found = _system.Provider.RootGuardian;
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                found = Children(found).FirstOrDefault(c => c.Path.Name == name)
                    ?? throw RefusalException.No($"there is no actor {path}: {found.Path.ToStringWithoutAddress()} has no child {name}");
            }

            return found;
        }

        private static IEnumerable<(IActorRef Actor, int Level)> Below(IActorRef top, int depth)
        {
            var waiting = new Stack<(IActorRef Actor, int Level)>([(top, 0)]);
            while (waiting.TryPop(out var next))
            {
                yield return next;
                if (next.Level == depth)
                    continue;
                foreach (var child in Children(next.Actor).OrderByDescending(c => c.Path.Name, StringComparer.Ordinal))
                    waiting.Push((child, next.Level + 1));
            }
        }

        private static IEnumerable<IActorRef> Children(IActorRef actor) => actor is ActorRefWithCell local ? local.Children : [];
    }

    // For people the name, indented by its level.
    private sealed class ActorResponse(string path, int level, string name)
        : RowResponse(level == 0 ? path : $"{new string(' ', 2 * level)}{name}", ("path", path), ("level", level));
}
