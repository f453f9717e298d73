using System.Globalization;
using Platone.Host.Pbm.Cmd;

namespace Platone.Host.Pbm.Palettes;

/// <summary>Values of arguments, checked.</summary>
internal static class Arguments
{
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
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw RefusalException.BadInput($"{name} must be a whole number from {least} to {most}, not '{text}'");
    }
}
