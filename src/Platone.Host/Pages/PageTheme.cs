using MudBlazor;

namespace Platone.Host.Pages;

/// <summary>MudBlazor's colours and type as <c>wwwroot/platone.css</c> has them: no font is loaded from anywhere.</summary>
internal static class PageTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "DejaVu Sans", "sans-serif"];

    /// <summary>The theme, light and dark.</summary>
    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0d4f8b", Background = "#f3f5f7", Surface = "#ffffff", TextPrimary = "#17212b", TextSecondary = "#586674",
            Success = "#1f7a4d", Warning = "#9a5b00", Error = "#b3261e", LinesDefault = "#dce2e8", TableLines = "#e6ebef",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#6cb2f2", Background = "#0e141a", Surface = "#151d25", TextPrimary = "#e4eaef", TextSecondary = "#95a3b0",
            Success = "#57c08b", Warning = "#e5a445", Error = "#f2867d", LinesDefault = "#27323d", TableLines = "#202a34",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "0.8125rem", LetterSpacing = "normal" },
        },
    };
}
