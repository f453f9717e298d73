namespace Platone.Actors.Notary.Anchoring;

/// <summary>The contracts of <c>contracts/</c>.</summary>
public enum ContractKind
{
    /// <summary>The log's heads, one after another.</summary>
    EventLog,

    /// <summary>The tokens.</summary>
    FlexToken,

    /// <summary>Requests, offers, outcome and settlements of each session, and a check of the awards.</summary>
    FlexMarket,

    /// <summary>Whose meter is behind a POD.</summary>
    PodRegistry,

    /// <summary>Messages between the ledgers.</summary>
    Bridge,
}

/// <summary>How the contracts are called elsewhere.</summary>
public static class ContractKinds
{
    /// <summary>The key of its address in a ledger's section of the configuration.</summary>
    public static string Setting(this ContractKind kind) => kind switch
    {
        ContractKind.EventLog => "event-log",
        ContractKind.FlexToken => "flex-token",
        ContractKind.FlexMarket => "flex-market",
        ContractKind.PodRegistry => "pod-registry",
        ContractKind.Bridge => "bridge",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such contract"),
    };
}
