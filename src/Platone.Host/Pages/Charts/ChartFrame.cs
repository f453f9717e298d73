namespace Platone.Host.Pages.Charts;

/// <summary>A chart's size and its margins, in the SVG's own units, which are about a pixel each.</summary>
/// <param name="Width">Of the whole.</param>
/// <param name="Height">Of the whole.</param>
/// <param name="Left">Room for the numbers of the vertical axis.</param>
/// <param name="Top">Room for the unit.</param>
/// <param name="Right">Room at the end.</param>
/// <param name="Bottom">Room for the times.</param>
public sealed record ChartFrame(int Width, int Height, int Left, int Top, int Right, int Bottom)
{
    /// <summary>For wide windows.</summary>
    public static ChartFrame Wide { get; } = new(1200, 280, 52, 18, 12, 26);

    /// <summary>For tablets and half windows.</summary>
    public static ChartFrame Middle { get; } = new(820, 260, 48, 18, 10, 26);

    /// <summary>For phones.</summary>
    public static ChartFrame Narrow { get; } = new(380, 230, 42, 18, 6, 24);

    /// <summary>Width of the plot.</summary>
    public int PlotWidth => Width - Left - Right;

    /// <summary>Height of the plot.</summary>
    public int PlotHeight => Height - Top - Bottom;

    /// <summary>Where the plot ends at the bottom.</summary>
    public int Floor => Height - Bottom;
}
