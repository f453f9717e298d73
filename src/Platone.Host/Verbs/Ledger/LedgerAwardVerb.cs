using System.CommandLine;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Ledger;

/// <summary><c>platone ledger award</c>: the proof of an award, as commands that check it on the chain.</summary>
internal static class LedgerAwardVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var session = new Argument<string>("SESSION") { Description = "The session." };
        var request = new Argument<string>("REQUEST") { Description = "The request that the award serves." };
        var offer = new Argument<string>("OFFER") { Description = "The offer it is of." };
        var json = new Option<bool>("--json") { Description = "The whole proof as one JSON document instead of commands." };
        var node = new NodeConnection();
        var verb = new Command("award", "The proof of an award: commands that ask the contract on the chain, and what it must answer.") { session, request, offer, json };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var path = $"api/v1/sessions/{Part(session)}/awards/{Part(request)}/{Part(offer)}/ledger-proof";
            var proof = (await client.GetAsync<AwardProofView>(path, cancellation))!;
            if (parsed.GetValue(json))
            {
                context.WriteJson(proof);
                return ExitCode.Ok;
            }
            await context.Out.WriteLineAsync($"# {proof.FactorMillionths} millionths of offer {proof.Offer.Name} for request {proof.Request.Name}; ledger {proof.Ledger}, "
                + $"chain {proof.ChainId}");
            foreach (var check in proof.Checks)
            {
                await context.Out.WriteLineAsync($"# {check.Function}: {check.Answer}");
                await context.Out.WriteLineAsync($"cast call {proof.Contract} --data {check.Data}");
            }
            return ExitCode.Ok;

            string Part(Argument<string> argument) => Uri.EscapeDataString(parsed.GetValue(argument)!);
        });
        return verb;
    }
}
