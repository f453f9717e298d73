namespace Platone.Actors.Audit.Reports;

/// <summary>What an audit looks at, in the order in which a report names it.</summary>
public enum AuditCheck
{
    /// <summary>The journal has exactly the rows that the log has leaves of.</summary>
    Journal,

    /// <summary>Every stream is there from its first event on, without a hole, and no event comes twice.</summary>
    Sequence,

    /// <summary>Every event can be read, and folds.</summary>
    Decoding,

    /// <summary>Every event of a session follows from those before it.</summary>
    Decisions,

    /// <summary>Clearings keep the rules, and awards, prices and the PODs' parts follow from them.</summary>
    Clearing,

    /// <summary>What was published was reserved at its PODs.</summary>
    Reservations,

    /// <summary>Set points follow from activations and baselines, and the PODs scheduled what was issued.</summary>
    SetPoints,

    /// <summary>Every version of the settlement follows from the events up to its cut.</summary>
    Settlement,

    /// <summary>The tokens granted follow from the settlements and the aggregators' policies.</summary>
    Tokens,

    /// <summary>Every event used has its leaf under the checkpoint.</summary>
    Inclusion,

    /// <summary>Every anchor the journal calls final is of the log's history, and in its contract.</summary>
    Anchors,

    /// <summary>The checkpoint is signed, and vouched for by whom was asked for.</summary>
    Checkpoint,

    /// <summary>The read model shows what was recorded.</summary>
    ReadModel,
}
