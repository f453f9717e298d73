using System.Globalization;
using System.Text.RegularExpressions;
using Akka.Configuration.Hocon;

namespace Platone.Host.Configuration;

/// <summary>The form of a setting's value, read off its default: what replaces a number must be a number.</summary>
internal static partial class SettingForm
{
    /// <summary>What is wrong with a value in the place of this default; null if nothing.</summary>
    /// <param name="standard">The default value.</param>
    /// <param name="value">The value that is to replace it.</param>
    public static string? Mismatch(HoconValue standard, HoconValue value)
    {
        if (standard.IsObject() || value.IsObject())
            return standard.IsObject() == value.IsObject() ? null
                : standard.IsObject() ? "is a section, not a value" : "is a value, not a section";
        if (IsList(standard) != IsList(value))
            return IsList(standard) ? "must be a list, for example [a, b]" : "must be one value, not a list";
        if (IsList(standard))
            return null;
        var (like, text) = (Text(standard), Text(value));
        return like switch
        {
            _ when IsBoolean(like) => IsBoolean(text) ? null : $"must be on or off, not '{text}'",
            _ when IsInteger(like) => IsInteger(text) ? null : $"must be a whole number, not '{text}'",
            _ when IsNumber(like) => IsNumber(text) ? null : $"must be a number, not '{text}'",
            _ when Duration().IsMatch(like) => Duration().IsMatch(text) ? null : $"must be a duration such as {like}, not '{text}'",
            _ when Size().IsMatch(like) => Size().IsMatch(text) ? null : $"must be a size such as {like}, not '{text}'",
            _ => null,
        };
    }

    // HoconValue.IsArray says no of an empty list.
    private static bool IsList(HoconValue value) => value.Values.Any(v => v is HoconArray);

    private static string Text(HoconValue value) => value.GetString()?.Trim() ?? "";

    private static bool IsBoolean(string text) => text is "on" or "off" or "true" or "false" or "yes" or "no";

    private static bool IsInteger(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"\A\d+(\.\d+)?\s*(ns|us|ms|s|m|h|d|nanos|micros|millis|milliseconds?|seconds?|minutes?|hours?|days?)\z")]
    private static partial Regex Duration();

    [GeneratedRegex(@"\A\d+\s*(b|B|k|K|kB|KiB|m|M|MB|MiB|g|G|GB|GiB)\z")]
    private static partial Regex Size();
}
