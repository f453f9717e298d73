namespace Platone.Host.Pbm.Cmd;

/// <summary>
/// A part of a command's answer: one line or more for the client to show. The last part is <see cref="Final"/> and ends the command.
/// </summary>
public class CommandResponse
{
    /// <summary>A part of an answer.</summary>
    /// <param name="text">What to show.</param>
    /// <param name="final">Whether it is the last.</param>
    public CommandResponse(string text, bool final = true) => (Text, Final) = (text, final);

    /// <summary>Ends an answer and shows nothing.</summary>
    public static CommandResponse Empty { get; } = new("");

    /// <summary>What to show.</summary>
    public string Text { get; }

    /// <summary>Whether it is the last part.</summary>
    public bool Final { get; }
}

/// <summary>A part of an answer that says what went wrong; the client shows it as an error.</summary>
public class ErroredCommandResponse : CommandResponse
{
    /// <summary>An error.</summary>
    /// <param name="text">What went wrong.</param>
    /// <param name="final">Whether it is the last part of the answer.</param>
    public ErroredCommandResponse(string text, bool final = true)
        : base(text, final)
    {
    }
}
