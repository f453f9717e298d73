using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platone.Host.Pbm.Wire;
using Platone.Host.Verbs;

namespace Platone.Host.Pbm.Client;

/// <summary>
/// Shows answers: for people as lines; for programs one JSON document a command, <c>{"rows": [{…}], "text": […]}</c>, or of a streaming
/// command one row a line.
/// </summary>
/// <param name="context">Where to.</param>
/// <param name="json">Whether for programs.</param>
internal sealed class ResponseWriter(VerbContext context, bool json)
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonArray _rows = [];
    private readonly JsonArray _text = [];

    /// <summary>Takes a part of an answer.</summary>
    /// <param name="response">The part.</param>
    /// <param name="isStreaming">Whether the command goes on until it is stopped.</param>
    public void Take(Response response, bool isStreaming)
    {
        if (response.Status != AnswerStatus.Ok)
        {
            if (response.Text.Length > 0)
                context.Error.WriteLine($"platone: {Printable(response.Text)}");
            return;
        }

        if (json && isStreaming)
        {
            if (response.Cells.Count > 0)
                context.Out.WriteLine(Row(response).ToJsonString(OneLine));
        }
        else if (json)
        {
            if (response.Cells.Count > 0)
                _rows.Add((JsonNode)Row(response));
            else if (response.Text.Length > 0)
                _text.Add((JsonNode)JsonValue.Create(response.Text));
        }
        else if (response.Text.Length > 0 || response.Cells.Count > 0)
        {
            context.Out.WriteLine(Printable(response.Text));
        }

        if (isStreaming)
            context.Out.Flush();
    }

    /// <summary>Ends a command.</summary>
    /// <param name="isStreaming">Whether it was one that goes on until it is stopped.</param>
    public void End(bool isStreaming)
    {
        if (json && !isStreaming)
            context.WriteJson(new JsonObject { ["rows"] = _rows, ["text"] = _text });
        context.Out.Flush();
    }

    // What others wrote (a log, an event) must not command the operator's terminal.
    private static string Printable(string text) =>
        text.Any(IsCommand) ? string.Concat(text.Select(c => IsCommand(c) ? '?' : c)) : text;

    private static bool IsCommand(char c) => char.IsControl(c) && c is not ('\n' or '\t');

    private static JsonObject Row(Response response)
    {
        var row = new JsonObject();
        foreach (var cell in response.Cells)
        {
            row[cell.Name] = cell.ValueCase switch
            {
                Cell.ValueOneofCase.Text => JsonValue.Create(cell.Text),
                Cell.ValueOneofCase.Whole => JsonValue.Create(cell.Whole),
                Cell.ValueOneofCase.Number => JsonValue.Create(cell.Number),
                Cell.ValueOneofCase.Truth => JsonValue.Create(cell.Truth),
                _ => null,
            };
        }

        return row;
    }
}
