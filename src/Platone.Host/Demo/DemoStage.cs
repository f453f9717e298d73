namespace Platone.Host.Demo;

/// <summary>The stages of a demo's day, in order. A demo is complete only if each happened.</summary>
internal enum DemoStage
{
    /// <summary>Participants, PODs, light nodes, portfolios and baselines are registered.</summary>
    Registration,

    /// <summary>The session is open; requests and offers are placed.</summary>
    Trading,

    /// <summary>The gate is closed; the session was cleared, validated, reserved at the PODs, and published.</summary>
    Clearing,

    /// <summary>The delivery day: activations, set points, metered quarter hours.</summary>
    Delivery,

    /// <summary>The session is settled.</summary>
    Settlement,

    /// <summary>The log is sealed, and proofs of readings, set points, awards and statements are checked.</summary>
    Proofs,

    /// <summary>Where the node has a ledger: heads, tokens and what else was asked of the chain are final there.</summary>
    Ledger,
}
