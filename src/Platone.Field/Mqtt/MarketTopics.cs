using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;

namespace Platone.Field.Mqtt;

/// <summary>
/// The topics of a market area: <c>platone/v1/market/{area}/outcomes</c> for every participant, and <c>.../outcomes/{participant}</c> with a
/// participant's own awards.
/// </summary>
public static class MarketTopics
{
    private const string Prefix = "platone/v1/market/";
    private const string Outcomes = "outcomes";
    private const string Any = "+";

    /// <summary>The topic of an area's outcomes.</summary>
    public static string OutcomesOf(MarketAreaId area) => $"{Prefix}{area}/{Outcomes}";

    /// <summary>The topic of a participant's part of an area's outcomes.</summary>
    public static string OutcomesOf(MarketAreaId area, ParticipantId participant) => $"{Prefix}{area}/{Outcomes}/{participant}";

    /// <summary>Whether a filter is one of the market's.</summary>
    public static bool IsMarkets(string filter) => filter.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether somebody may subscribe to a filter: a participant to what is for all of any area, and to its own; operator and auditor to
    /// everybody's. A light node to nothing.
    /// </summary>
    internal static bool MaySubscribe(MqttIdentity identity, string filter)
    {
        if (identity is not MqttIdentity.Gateway participant || !IsMarkets(filter))
            return false;
        return filter[Prefix.Length..].Split('/') switch
        {
            [var area, Outcomes] => IsName(area),
            [var area, Outcomes, var whose] => IsName(area) && (whose == participant.Participant.Value
                || (participant.Role is Role.Operator or Role.Auditor && IsName(whose))),
            _ => false,
        };
    }

    private static bool IsName(string level) => level == Any || EntityName.IsValid(level);
}
