using System.Runtime.CompilerServices;
using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Node;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Json;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>market</c>: sessions, and the steps an operator may take by hand that the node otherwise takes by itself.</summary>
internal static class MarketPalette
{
    private const string SessionArgument = "session";
    private const string AreaArgument = "area";

    private static readonly CommandDefinition Sessions = new CommandDefinitionBuilder().WithName("sessions")
        .WithDescription("Lists the sessions, the latest delivery first.")
        .WithArgument(b => b.Is(AreaArgument, 'a', "Those of a market area only."))
        .Build();

    private static readonly CommandDefinition Show = new CommandDefinitionBuilder().WithName("show")
        .WithDescription("Shows a session, and what each of its requests got.").WithArgument(b => Session(b)).Build();

    private static readonly CommandDefinition Close = new CommandDefinitionBuilder().WithName("close-gate")
        .WithDescription("Closes a session's gate whose time has come.").WithArgument(b => Session(b)).IsDestructive().Build();

    private static readonly CommandDefinition Clear = new CommandDefinitionBuilder().WithName("clear")
        .WithDescription("Clears a session whose gate is closed, if it is to be cleared now.")
        .WithArgument(b => Session(b)).IsDestructive().Build();

    private static readonly CommandDefinition Publish = new CommandDefinitionBuilder().WithName("publish")
        .WithDescription("Reserves a validated outcome at its PODs and publishes it. What is not validated is never published.")
        .WithArgument(b => Session(b)).IsDestructive().Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("market", [Sessions, Show, Close, Clear, Publish]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler(PlatoneNode node) =>
        new PaletteHandler(Palette, Props.Create(() => new MarketActor(node)));

    private static ArgumentDefinitionBuilder Session(ArgumentDefinitionBuilder builder) =>
        builder.Is(SessionArgument, 's', "The session; market sessions lists them.").IsMandatory(true);

    private sealed class MarketActor : PaletteActor
    {
        private readonly PlatoneNode _node;

        public MarketActor(PlatoneNode node)
            : base(Palette)
        {
            _node = node;
            Answer(Sessions, SessionsAsync);
            Answer(Show, ShowAsync);
            Answer(Close, CloseAsync);
            Answer(Clear, ClearAsync);
            Answer(Publish, PublishAsync);
        }

        private async IAsyncEnumerable<CommandResponse> SessionsAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            MarketAreaId? area = arguments.Text(AreaArgument) is { } text ? new MarketAreaId(Name(AreaArgument, text)) : null;
            var count = 0;
            await foreach (var session in Pages.AllAsync(p => _node.MarketScd.SessionsAsync(area, p, cancellation)))
            {
                count++;
                yield return Row(session);
            }

            yield return new LineResponse($"Count: {count} sessions");
        }

        private async IAsyncEnumerable<CommandResponse> ShowAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var id = Id(arguments);
            var session = await _node.MarketScd.SessionAsync(id, cancellation);
            yield return Row(session ?? throw RefusalException.No($"there is no session {id}"));
            foreach (var outcome in await _node.MarketScd.OutcomesAsync(id, cancellation))
            {
                yield return new RowResponse(("request", outcome.Request.Value),
                    ("direction", outcome.Direction.ToString().ToLowerInvariant()), ("awards", outcome.Awards),
                    ("cost", outcome.Cost), ("unservedWh", outcome.NominalUnservedJoules / 3600));
            }
        }

        private async IAsyncEnumerable<CommandResponse> CloseAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var id = Id(arguments);
            await SendAsync(new CloseGate(id, _node.Clock.GetUtcNow()), cancellation);
            yield return await PhaseAsync(id, cancellation);
        }

        private async IAsyncEnumerable<CommandResponse> ClearAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var id = Id(arguments);
            var task = await _node.Entities.AskAsync<ClearingTask>(new GetClearingTask(id), cancellation);
            if (task.Problem is not { } problem)
                throw RefusalException.No($"{id} is not to be cleared now: it is {await PhaseOfAsync(id, cancellation)}");
            var result = new EngineChoice().Clear(problem, cancellation);
            await SendAsync(new RecordClearing(id, task.Round, result, _node.Clock.GetUtcNow()), cancellation);
            yield return await PhaseAsync(id, cancellation);
        }

        private async IAsyncEnumerable<CommandResponse> PublishAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var id = Id(arguments);
            var publish = await new OutcomeReservation(_node.Entities, _node.Clock).ReserveAsync(id, null, cancellation)
                ?? throw RefusalException.No($"{id} is not to be published now: it is {await PhaseOfAsync(id, cancellation)}");
            await SendAsync(publish, cancellation);
            yield return await PhaseAsync(id, cancellation);
        }

        private async Task SendAsync(MarketSessionCommand command, CancellationToken cancellation)
        {
            if (await _node.Entities.SendAsync(command, cancellation) is CommandReply.Refused refused)
                throw RefusalException.No(refused.Problem.ToString());
        }

        // From the entity, not from the read model, which may be a moment behind.
        private async Task<RowResponse> PhaseAsync(MarketSessionId id, CancellationToken cancellation) =>
            new(("session", id.Value), ("phase", await PhaseOfAsync(id, cancellation)));

        private async Task<string> PhaseOfAsync(MarketSessionId id, CancellationToken cancellation) =>
            Word((await _node.Entities.AskAsync<SessionOutcome>(new GetOutcome(id), cancellation)).Phase);

        private static string Word(SessionPhase phase) =>
            phase == SessionPhase.GateClosed ? "gate closed" : phase.ToString().ToLowerInvariant();

        private static MarketSessionId Id(CommandArguments arguments) => new(Name(SessionArgument, arguments.Text(SessionArgument)!));

        private static string Name(string argument, string text) => EntityName.IsValid(text)
            ? text
            : throw RefusalException.BadInput($"{argument} must be a name of letters, digits, '.', '_' and '-', not '{text}'");

        private static RowResponse Row(SessionRow row) => new(("session", row.Session.Value), ("area", row.Terms.Area.Value),
            ("kind", row.Terms.Kind.ToString().ToLowerInvariant()), ("phase", Word(row.Phase)), ("start", UtcTime.Text(row.Terms.Start)),
            ("intervals", row.Terms.Intervals), ("gateClosesAt", UtcTime.Text(row.Terms.GateClosesAt)), ("requests", row.Requests),
            ("offers", row.Offers), ("round", row.Round));
    }
}
