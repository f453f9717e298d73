namespace Platone.Field.Simulation;

/// <summary>What a simulated household can do when it is told to.</summary>
/// <param name="UpW">How much it can lower its power, W, 0 or more.</param>
/// <param name="DownW">How much it can raise it, W, 0 or more.</param>
public sealed record HouseholdControl(int UpW, int DownW)
{
    /// <summary>A household that can do nothing.</summary>
    public static HouseholdControl None { get; } = new(0, 0);

    /// <summary>How long it takes to get from one power to another.</summary>
    public TimeSpan Ramp { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest error of what it does, as a part of it; each set point has its own.</summary>
    public double Accuracy { get; init; } = 0.015;

    /// <summary>What a household of the built-in model can do: a battery of 2.5 to 5 kW in six of ten, else 0.3 to 1 kW of load it can do without.</summary>
    /// <param name="seed">The fleet's seed.</param>
    /// <param name="index">Number of the household.</param>
    public static HouseholdControl Model(int seed, int index) => new HouseholdModel(seed, index).Control;
}
