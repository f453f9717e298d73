namespace Platone.Host.Configuration;

/// <summary>
/// What the person or program that called <c>platone</c> got wrong (exit code 2). The message names the file, line, key or field, and is
/// all that is shown: no stack trace.
/// </summary>
/// <param name="message">One sentence.</param>
/// <param name="inner">What it was found by, if by an exception.</param>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
