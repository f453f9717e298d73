using Platone.Host.Configuration;
using Spectre.Console;

namespace Platone.Host.Verbs;

/// <summary>Asks before what cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>Asks a person at the terminal; the answer is whether to go on, and no is the standard.</summary>
    /// <exception cref="InputException">There is no terminal to ask at.</exception>
    public static bool Ask(VerbContext context, string question) => System.Console.IsInputRedirected
        ? throw new InputException($"{question} Nobody is there to ask: say --yes")
        : context.Console.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false });
}
