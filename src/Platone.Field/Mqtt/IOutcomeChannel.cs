namespace Platone.Field.Mqtt;

/// <summary>A broker through which outcomes reach participants.</summary>
public interface IOutcomeChannel
{
    /// <summary>Hands a message to the broker, with quality of service 1.</summary>
    /// <param name="topic">One of <see cref="MarketTopics"/>.</param>
    /// <param name="payload">JSON.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether the broker has it; false if it is out of reach or refuses it.</returns>
    Task<bool> PublishOutcomeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
