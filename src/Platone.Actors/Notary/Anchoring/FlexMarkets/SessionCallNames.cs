using System.Globalization;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Notary.Anchoring.FlexMarkets;

/// <summary>What the calls are named that bring a session to <c>FlexMarket</c>: they go in one lane.</summary>
internal static class SessionCallNames
{
    /// <summary>The call that fixes the requests, within the lane.</summary>
    public const string Requests = "requests";

    /// <summary>The call that fixes the offers.</summary>
    public const string Offers = "offers";

    /// <summary>The call that fixes the outcome.</summary>
    public const string Outcome = "outcome";

    private const string AwardsPart = "awards-";
    private const string SettlementPart = "settlement-";
    private const string OfParts = "-of-";

    /// <summary>The lane of a session.</summary>
    public static string Lane(MarketSessionId session) => $"market-session-{session}";

    /// <summary>The name of a call for good: with its lane before it.</summary>
    public static string Full(MarketSessionId session, string name) => $"{Lane(session)}/{name}";

    /// <summary>A call that proves awards.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <param name="all">Of how many.</param>
    public static string Awards(int number, int all) => string.Create(CultureInfo.InvariantCulture, $"{AwardsPart}{number}{OfParts}{all}");

    /// <summary>The call that fixes a version of the settlement.</summary>
    public static string Settlement(int version) => string.Create(CultureInfo.InvariantCulture, $"{SettlementPart}{version}");

    /// <summary>Of how many calls that prove awards one is, and which; null if it is none.</summary>
    /// <param name="name">Its name for good.</param>
    public static (int Number, int All)? AwardsOf(string name) =>
        Last(name) is var last && last.StartsWith(AwardsPart, StringComparison.Ordinal) && last[AwardsPart.Length..].Split(OfParts) is [var number, var all]
            ? (int.Parse(number, CultureInfo.InvariantCulture), int.Parse(all, CultureInfo.InvariantCulture))
            : null;

    /// <summary>The version of the settlement that a call fixes; null if it fixes none.</summary>
    /// <param name="name">Its name for good.</param>
    public static int? SettlementOf(string name) => Last(name) is var last && last.StartsWith(SettlementPart, StringComparison.Ordinal)
        ? int.Parse(last[SettlementPart.Length..], CultureInfo.InvariantCulture)
        : null;

    private static string Last(string name) => name[(name.LastIndexOf('/') + 1)..];
}
