using System.Globalization;
using Platone.Host.Pbm.Cmd;

namespace Platone.Host.Pbm.Palettes;

/// <summary>Values of arguments, checked.</summary>
internal static class Arguments
{
    /// <summary>Describes an argument that is given by a short and a long switch.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name; after two hyphens the long switch.</param>
    /// <param name="letter">The letter of the short switch.</param>
    /// <param name="description">What it is, for people.</param>
    public static ArgumentDefinitionBuilder Is(this ArgumentDefinitionBuilder builder, string name, char letter, string description) =>
        builder.WithName(name).WithSwitch($"-{letter}").WithSwitch($"--{name}").WithDescription(description);

    /// <summary>An argument's value; null if it was left out.</summary>
    public static string? Text(this CommandArguments arguments, string name) => arguments.ArgumentValues(name).FirstOrDefault();

    /// <summary>A whole number.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="name">The argument; it is mandatory or has a default value.</param>
    /// <param name="least">The least it may be.</param>
    /// <param name="most">The most it may be.</param>
    /// <exception cref="RefusalException">It is none.</exception>
    public static int Whole(this CommandArguments arguments, string name, int least, int most)
    {
        var text = arguments.Text(name);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most
            ? value
            : throw RefusalException.BadInput($"{name} must be a whole number from {least} to {most}, not '{text}'");
    }
}
