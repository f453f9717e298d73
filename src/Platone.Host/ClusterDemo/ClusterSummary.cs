using System.Globalization;
using Spectre.Console;

namespace Platone.Host.ClusterDemo;

/// <summary>What a demo of a cluster came to.</summary>
/// <param name="Nodes">Nodes.</param>
/// <param name="Acknowledged">Readings acknowledged to the devices.</param>
/// <param name="Recorded">Readings the platform has of them.</param>
/// <param name="OffersAcknowledged">Offers acknowledged.</param>
/// <param name="OffersRecorded">Offers their sessions have.</param>
/// <param name="Outcomes">Sessions that ended with an outcome.</param>
/// <param name="Sessions">Sessions that were opened.</param>
/// <param name="AfterKillSeconds">How long after the kill all devices were served again.</param>
/// <param name="LeftGracefully">Whether the node that was asked to leave ended with exit code 0.</param>
/// <param name="MostTries">Nodes that were asked for one request at most.</param>
internal sealed record ClusterSummary(int Nodes, long Acknowledged, long Recorded, int OffersAcknowledged, int OffersRecorded, int Outcomes, int Sessions,
    double AfterKillSeconds, bool LeftGracefully, int MostTries)
{
    /// <summary>Whether every promise was kept.</summary>
    public bool IsKept => Recorded == Acknowledged && OffersRecorded >= OffersAcknowledged && Outcomes == Sessions && LeftGracefully;

    /// <summary>Writes it for people.</summary>
    public void Write(IAnsiConsole console)
    {
        var table = new Table().AddColumns("", "").HideHeaders();
        Row("nodes", $"{Nodes}");
        Row("readings", $"{Acknowledged:N0} acknowledged, {Recorded:N0} recorded");
        Row("offers", $"{OffersAcknowledged:N0} acknowledged, {OffersRecorded:N0} recorded");
        Row("sessions", $"{Sessions} opened, {Outcomes} with their outcome");
        Row("kill -9", $"all devices served again after {AfterKillSeconds:0.0} s");
        Row("leaving", $"{(LeftGracefully ? "gracefully" : "not gracefully")}");
        Row("requests", $"each answered by one of {MostTries} nodes at most");
        Row("", $"{(IsKept ? "nothing acknowledged is lost, nothing is there twice" : "a promise was broken")}");
        console.Write(table);

        void Row(string name, FormattableString value) => table.AddRow(name, Markup.Escape(value.ToString(CultureInfo.InvariantCulture)));
    }
}
