using System.CommandLine;

namespace Platone.Host.Verbs.Ledger;

/// <summary><c>platone ledger</c>: contracts on an Ethereum ledger.</summary>
internal static class LedgerVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context) => new("ledger", "Ethereum ledgers: deploy their contracts, see where the anchoring stands, link PODs to their owners' accounts.")
    {
        LedgerDeployVerb.Create(context),
        LedgerStatusVerb.Create(context),
        LedgerAwardVerb.Create(context),
        LedgerLinkVerb.Create(context),
        LedgerResumeVerb.Create(context),
    };
}
