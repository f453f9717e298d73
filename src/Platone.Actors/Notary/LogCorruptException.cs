namespace Platone.Actors.Notary;

/// <summary>
/// Journal and log contradict each other, or the log itself: one of them was changed or is incomplete. Nothing is signed then.
/// </summary>
/// <param name="message">What contradicts what.</param>
public sealed class LogCorruptException(string message) : Exception(message);
