using System.CommandLine;
using System.Net;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs;

/// <summary><c>platone erase</c>: erases a POD for good.</summary>
internal static class EraseVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var pod = new Argument<string>("pod") { Description = "The POD's pseudonym." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. A must where there is no terminal to ask at." };
        var node = new NodeConnection();
        var verb = new Command("erase", "Erase a POD: its keys are destroyed and its data unreadable for good; every other proof stays valid.") { pod, yes };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(pod)!;
            using var client = node.Open(parsed);
            if (!parsed.GetValue(yes) && !Confirmation.Ask(context, $"Erasing {name} destroys its keys and cannot be undone. Erase it?"))
            {
                await context.Error.WriteLineAsync("platone: nothing was erased");
                return ExitCode.No;
            }

            switch (await client.StatusAsync(HttpMethod.Delete, $"api/v1/pods/{Uri.EscapeDataString(name)}", cancellation))
            {
                case null:
                    await context.Error.WriteLineAsync($"platone: there is no POD {name}");
                    return ExitCode.No;
                case HttpStatusCode.Accepted:
                    await context.Out.WriteLineAsync(
                        $"the erasure of {name} is recorded; its keys are destroyed once the log covers its last event. Ask again to see");
                    return ExitCode.Ok;
                default:
                    await context.Out.WriteLineAsync($"{name} is erased: its content is unreadable for good; its events stay in the log (erased, leaf present)");
                    return ExitCode.Ok;
            }
        });
        return verb;
    }
}
