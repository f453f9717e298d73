namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>What <see cref="Nsga2"/> evolves. All members are called from several threads at once, each with its own scratch.</summary>
internal interface IEvolution
{
    /// <summary>Genes of an individual.</summary>
    int Variables { get; }

    /// <summary>How many objectives are minimised.</summary>
    int Objectives { get; }

    /// <summary>What a thread works with.</summary>
    object CreateScratch();

    /// <summary>An individual to begin with.</summary>
    void Draw(Span<double> genes, ref Prng random);

    /// <summary>Turns copies of two parents into two children.</summary>
    void Vary(Span<double> one, Span<double> other, ref Prng random, object scratch);

    /// <summary>Values an individual; may mend its genes.</summary>
    /// <param name="genes">Its genes.</param>
    /// <param name="objectives">Gets the objectives.</param>
    /// <param name="scratch">From <see cref="CreateScratch"/>.</param>
    /// <returns>How far it breaks the constraints; 0 if it keeps them.</returns>
    double Evaluate(Span<double> genes, Span<double> objectives, object scratch);
}
