using System.Globalization;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Wire;

namespace Platone.Host.Pbm.Server;

/// <summary>One row of an answer: named values, shown to people with bars between them and to programs as an object.</summary>
/// <param name="text">What people see.</param>
/// <param name="fields">Names and values. A value is text, a whole number, a number, yes or no, or null for none.</param>
internal class RowResponse(string text, params (string Name, object? Value)[] fields) : CommandResponse(text, final: false)
{
    /// <summary>A row that people see with bars between its values.</summary>
    /// <param name="fields">Names and values.</param>
    public RowResponse(params (string Name, object? Value)[] fields)
        : this(string.Join(" | ", fields.Select(f => Convert.ToString(f.Value, CultureInfo.InvariantCulture))), fields)
    {
    }


    /// <summary>Names and values.</summary>
    public IReadOnlyList<(string Name, object? Value)> Fields { get; } = fields;
}

/// <summary>A line of an answer that is no row: a total, a remark.</summary>
/// <param name="text">The line.</param>
internal sealed class LineResponse(string text) : CommandResponse(text, final: false);

/// <summary>The last part of an answer that is no.</summary>
/// <param name="status">What the client ends with.</param>
/// <param name="text">Why.</param>
internal sealed class RefusedResponse(AnswerStatus status, string text) : ErroredCommandResponse(text)
{
    /// <summary>What the client ends with.</summary>
    public AnswerStatus Status { get; } = status;
}

/// <summary>Answers as they go over the wire.</summary>
internal static class Responses
{
    /// <summary>The message of a part of an answer.</summary>
    public static ServerMessage Of(uint id, CommandResponse response)
    {
        var message = new Response { Id = id, Text = response.Text, Final = response.Final, Status = StatusOf(response) };
        if (response is RowResponse row)
            message.Cells.Add(row.Fields.Select(f => CellOf(f.Name, f.Value)));
        return new ServerMessage { Response = message };
    }

    /// <summary>The message that ends a command.</summary>
    public static ServerMessage Final(uint id, AnswerStatus status, string text = "") =>
        new() { Response = new Response { Id = id, Text = text, Final = true, Status = status } };

    private static AnswerStatus StatusOf(CommandResponse response) => response switch
    {
        RefusedResponse refused => refused.Status,
        ErroredCommandResponse => AnswerStatus.Internal,
        _ => AnswerStatus.Ok,
    };

    private static Cell CellOf(string name, object? value) => value switch
    {
        null => new Cell { Name = name },
        bool truth => new Cell { Name = name, Truth = truth },
        int or long => new Cell { Name = name, Whole = Convert.ToInt64(value, CultureInfo.InvariantCulture) },
        double number => new Cell { Name = name, Number = number },
        _ => new Cell { Name = name, Text = Convert.ToString(value, CultureInfo.InvariantCulture)! },
    };
}
