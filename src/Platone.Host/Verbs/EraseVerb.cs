using System.CommandLine;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs;

/// <summary><c>platone erase</c>: erases a POD for good.</summary>
internal static class EraseVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var pod = new Argument<string>("pod") { Description = "The POD's pseudonym." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var node = new NodeConnection();
        var verb = new Command("erase", "Erase a POD: its keys are destroyed and its data unreadable for good; every other proof stays valid.") { pod, yes };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(pod)!;
            if (!parsed.GetValue(yes))
                throw new InputException($"erasing {name} cannot be undone: say --yes");
            using var client = node.Open(parsed);
            if (!await client.SendAsync(HttpMethod.Delete, $"api/v1/pods/{Uri.EscapeDataString(name)}", cancellation))
            {
                await context.Error.WriteLineAsync($"platone: there is no POD {name}");
                return ExitCode.No;
            }

            await context.Out.WriteLineAsync($"{name} is erased");
            return ExitCode.Ok;
        });
        return verb;
    }
}
