using System.Globalization;

namespace Platone.Actors.Kernel.Keys;

/// <summary>Names the key under which one subject's personal fields of one month are encrypted and its commitments salted.</summary>
/// <param name="Subject">The persistence id of the POD or entity the data is about, for example <c>pod-…</c>.</param>
/// <param name="Month">The month the event was recorded in, UTC, as yyyyMM.</param>
public readonly record struct KeyId(string Subject, int Month)
{
    /// <summary>The key of a subject for the month of an instant.</summary>
    public static KeyId For(string subject, DateTimeOffset recordedAt) =>
        new(subject, recordedAt.UtcDateTime.Year * 100 + recordedAt.UtcDateTime.Month);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Subject}/{Month}");
}
