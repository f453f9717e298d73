namespace Platone.Field.SetPoints;

/// <summary>A broker through which set points reach devices.</summary>
public interface ISetPointChannel
{
    /// <summary>Hands a set point to the broker, retained for devices that come later.</summary>
    /// <param name="serial">The device.</param>
    /// <param name="payload">The signed message.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether the broker has it; false if it is out of reach or refuses it.</returns>
    Task<bool> PublishAsync(string serial, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
