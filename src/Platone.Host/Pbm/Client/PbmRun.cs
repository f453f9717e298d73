using Platone.Host.Pbm.Wire;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Pbm.Client;

/// <summary>Runs a command for an operator: asks where the node says so, and shows the answer.</summary>
/// <param name="client">The connection.</param>
/// <param name="context">Where answers go.</param>
/// <param name="json">Whether they are for programs.</param>
/// <param name="confirm">Asks the operator; the answer is whether to go on.</param>
internal sealed class PbmRun(PbmClient client, VerbContext context, bool json, Func<string, bool> confirm)
{
    /// <summary>Runs a command.</summary>
    /// <param name="words">The command.</param>
    /// <param name="stop">Stops it.</param>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    /// <exception cref="NodeUnreachableException">The node has gone.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken stop)
    {
        var isStreaming = client.Welcome.Palettes.FirstOrDefault(p => p.Name == words.ElementAtOrDefault(0))?
            .Commands.FirstOrDefault(c => c.Name == words.ElementAtOrDefault(1))?.Streaming ?? false;
        var writer = new ResponseWriter(context, json);
        var status = await ShowAsync(words, confirmed: false, writer, isStreaming, stop);
        if (status == AnswerStatus.NeedsConfirmation)
            return ExitCode.No;
        writer.End(isStreaming);
        return status switch
        {
            AnswerStatus.Ok => ExitCode.Ok,
            AnswerStatus.No => ExitCode.No,
            AnswerStatus.BadInput => ExitCode.BadInput,
            _ => ExitCode.Internal,
        };
    }

    // Needs confirmation: the operator said no.
    private async Task<AnswerStatus> ShowAsync(
        IReadOnlyList<string> words, bool confirmed, ResponseWriter writer, bool isStreaming, CancellationToken stop)
    {
        var status = AnswerStatus.Ok;
        await foreach (var response in client.RunAsync(words, confirmed, stop))
        {
            if (response.Status == AnswerStatus.NeedsConfirmation)
            {
                return !confirmed && confirm(response.Text)
                    ? await ShowAsync(words, confirmed: true, writer, isStreaming, stop)
                    : response.Status;
            }

            writer.Take(response, isStreaming);
            if (response.Status != AnswerStatus.Ok)
                status = response.Status;
        }

        return status;
    }
}
