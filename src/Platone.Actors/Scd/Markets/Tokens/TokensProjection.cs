using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>
/// Token policies, and the tokens that settlements granted, with where each is minted on a chain. Of an erased POD there are none.
/// </summary>
internal sealed class TokensProjection() : Projection("tokens", ["token_policy", "token_grant"],
    typeof(TokenPolicySet), typeof(TokensGranted), typeof(MintRequested), typeof(WaitingRequested), typeof(TokensMinted), typeof(TokensUndone),
    typeof(PodErased))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var policies = new Dictionary<(string, long), TokenPolicyRecord>();
        var grants = await TouchedGrants.ReadAsync(connection, entries, cancellation).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case TokenPolicySet e:
                    policies[(e.Id.Value, e.ValidFrom.Us())] = Record(e, entry);
                    break;
                case TokensGranted e:
                    grants.Add(e.Grants.Zip(TokenUnits.Grants(entry), (grant, unit) => Record(e, grant, unit, entry))
                        .Where(g => !erasures.Contains(PodId.Parse(g.Pod))));
                    break;
                case MintRequested e:
                    grants.Ask(e);
                    break;
                case WaitingRequested e:
                    grants.Follow(e);
                    break;
                case TokensMinted e:
                    grants.Mint(e);
                    break;
                case TokensUndone e:
                    grants.Undo(e);
                    break;
                case PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }
        await connection.ReplaceAsync<TokenPolicyRecord>([.. policies.Values], cancellation).ConfigureAwait(false);
        await grants.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["token_grant"], cancellation).ConfigureAwait(false);
    }

    private static TokenPolicyRecord Record(TokenPolicySet e, JournalEntry entry) => new()
    {
        Aggregator = e.Id.Value,
        ValidFromUs = e.ValidFrom.Us(),
        MintedPerKwh = e.Policy.MintedPerKilowattHour.Text(),
        BurnedPerKwh = e.Policy.BurnedPerKilowattHour.Text(),
        AtUs = e.RecordedAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };

    private static TokenGrantRecord Record(TokensGranted e, TokenGrant grant, int unit, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        EventNr = entry.Id.SequenceNr,
        Unit = unit,
        Version = e.Version,
        Batch = e.Batch,
        Aggregator = e.Aggregator.Value,
        Pod = grant.Holder.Pod.ToString(),
        Customer = grant.Holder.Customer?.Value,
        Minted = grant.Minted,
        Burned = grant.Burned,
        AtUs = e.RecordedAt.Us(),
        Ordering = entry.Ordering,
    };
}
