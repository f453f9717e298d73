namespace Platone.Actors.Markets.Clearing;

/// <summary>Something that clears. It is pure: the same problem (its seed is part of it) gives the same result on any machine.</summary>
public interface IClearingEngine
{
    /// <summary>Its name, as a result carries it.</summary>
    string Name { get; }

    /// <summary>Clears: the DSOs' requests first, each with what those before it left.</summary>
    /// <param name="problem">What to clear.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="ArgumentException">The problem has <see cref="ClearingProblem.Faults"/>.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    ClearingResult Clear(ClearingProblem problem, CancellationToken cancellation = default);
}
