using System.Globalization;

namespace Platone.Actors.Kernel.Identity;

/// <summary>The journal of what operators did in a month, UTC.</summary>
/// <param name="Year">The year, 1 to 9999.</param>
/// <param name="Month">The month, 1 to 12.</param>
public readonly record struct OperatorJournalId(int Year, int Month)
{
    private const string Form = "yyyy-MM";

    /// <summary>The journal of the month an instant is in.</summary>
    public static OperatorJournalId Of(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month);

    /// <summary>The id from text such as <c>2026-11</c>.</summary>
    /// <exception cref="FormatException">The text is no month.</exception>
    public static OperatorJournalId Parse(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            ? new OperatorJournalId(first.Year, first.Month)
            : throw new FormatException($"'{text}' is not a month such as 2026-11");

    /// <inheritdoc/>
    public override string ToString() => new DateOnly(Year, Month, 1).ToString(Form, CultureInfo.InvariantCulture);
}
