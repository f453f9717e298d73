namespace Platone.Actors.Metering;

/// <summary>What a device at a POD is told to do (field, "Set point"): keep the POD's power at a value for a time.</summary>
/// <param name="Id">Names it at the device; the same id again has no effect.</param>
/// <param name="ValidFrom">First instant, UTC.</param>
/// <param name="ValidUntil">First instant it no longer holds, UTC.</param>
/// <param name="PowerW">Power at the POD, W; positive is consumption.</param>
public sealed record SetPoint(string Id, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, long PowerW);
