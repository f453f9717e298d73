namespace Platone.Actors.Kernel.Units;

/// <summary>Which way flexibility moves the grid (architecture, "Time, money, power"). The numbers are stored: never change one.</summary>
public enum Direction
{
    /// <summary>More injection or less consumption: the power at the POD falls.</summary>
    Up = 1,

    /// <summary>Less injection or more consumption: the power at the POD rises.</summary>
    Down = 2,
}
