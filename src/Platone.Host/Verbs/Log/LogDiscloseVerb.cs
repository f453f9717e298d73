using System.CommandLine;
using System.Globalization;
using Platone.Actors;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Serialization;
using Platone.Host.Rest.Log;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Log;

/// <summary>
/// <c>platone log units</c> and <c>platone log disclose</c>: which parts an event has, and the proof of one of them that shows no other.
/// </summary>
internal static class LogDiscloseVerb
{
    /// <summary>The verb that lists.</summary>
    public static Command Units(VerbContext context)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var named = new EventOptions();
        var node = new NodeConnection();
        var verb = new Command("units", "List the units of an event that you may see: what log disclose can show alone.") { json };
        named.AddTo(verb);
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            if (await client.FindAllAsync<UnitView>($"api/v1/log/units?{named.Query(parsed)}", cancellation) is not { } units)
                return await named.NotThereAsync(context, parsed);
            if (parsed.GetValue(json))
            {
                context.WriteJson(units.Select(u => new { unit = u.Unit, part = u.Part, subject = u.Subject, state = u.State, message = u.Message, content = u.Content }));
                return ExitCode.Ok;
            }

            foreach (var unit in units)
            {
                var what = unit.State == "erased" ? "erased, commitment present" : unit.Message is null ? "of several formats" : $"{unit.Message} {unit.Content?.ToJsonString()}";
                await context.Out.WriteLineAsync(OneLine.Of(string.Create(CultureInfo.InvariantCulture, $"{unit.Unit,6}  {unit.Part,-8}  {unit.Subject}  {what}")));
            }

            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary>The verb that discloses.</summary>
    public static Command Disclose(VerbContext context)
    {
        var unit = new Option<int>("--unit", "-u") { Description = "Number of the unit, see log units.", Required = true, HelpName = "N" };
        var file = new Option<string?>("--output", "-o") { Description = "The file to write. Standard: standard output.", HelpName = "FILE" };
        var named = new EventOptions();
        var node = new NodeConnection();
        var verb = new Command("disclose", "Write the proof bundle that discloses one unit of an event and hides the rest, for platone verify.") { unit, file };
        named.AddTo(verb);
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var number = parsed.GetValue(unit);
            if (await client.TextAsync(string.Create(CultureInfo.InvariantCulture, $"api/v1/log/disclosure?{named.Query(parsed)}&unit={number}"), cancellation) is not { } bundle)
                return await named.NotThereAsync(context, parsed);
            // Before it goes to anybody: it shows this unit, and no other.
            var result = BundleVerifier.Verify(bundle);
            if (result.Proven is not { Units: [{ } shown] } proven || shown.Number != number)
                throw new NodeUnreachableException($"{client.Url} gave a bundle that is not of unit {number} alone: {result.Summary}", null);
            await OutputFile.WriteAsync(context, parsed.GetValue(file), bundle, cancellation);
            await context.Error.WriteLineAsync(OneLine.Of($"discloses {Describe(proven, shown)} of {proven.UnitCount} units; {result.Summary}"));
            return ExitCode.Ok;
        });
        return verb;
    }

    /// <summary>A disclosed unit in one line: its number, what it is, its fields.</summary>
    public static string Describe(ProvenEvent proven, DisclosedUnit unit) =>
        UnitText.Read(PlatoneEvents.Registry, proven.Manifest, unit.Number, unit.Content) is { } read
            ? string.Create(CultureInfo.InvariantCulture, $"unit {unit.Number}, {read.Message} {read.Json}")
            : string.Create(CultureInfo.InvariantCulture, $"unit {unit.Number}, {unit.Content.Length} bytes, SHA-256 {unit.Sha256Hex}");
}

/// <summary>The options that name an event.</summary>
internal sealed class EventOptions
{
    private readonly Option<string> _persistenceId = new("--persistence-id", "-p") { Description = "The entity's stream, such as pod-….", Required = true, HelpName = "ID" };
    private readonly Option<long> _sequenceNr = new("--sequence-nr", "-n") { Description = "The event's number there, 1 and up.", Required = true, HelpName = "N" };

    /// <summary>Adds them to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Add(_persistenceId);
        verb.Add(_sequenceNr);
    }

    /// <summary>The event as a query of the API.</summary>
    public string Query(ParseResult parsed) => string.Create(CultureInfo.InvariantCulture,
        $"persistenceId={Uri.EscapeDataString(parsed.GetValue(_persistenceId)!)}&sequenceNr={parsed.GetValue(_sequenceNr)}");

    /// <summary>Says that there is nothing, and ends so.</summary>
    public async Task<int> NotThereAsync(VerbContext context, ParseResult parsed)
    {
        await context.Error.WriteLineAsync(
            $"platone: there is no event {parsed.GetValue(_persistenceId)}#{parsed.GetValue(_sequenceNr)} you may see, or no checkpoint covers it yet");
        return ExitCode.No;
    }
}
