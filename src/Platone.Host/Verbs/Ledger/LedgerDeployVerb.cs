using System.CommandLine;
using Akka.Configuration;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Deployment;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Ledger;

/// <summary><c>platone ledger deploy</c>: brings the contracts, which are built into this program, to a ledger.</summary>
internal static class LedgerDeployVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var ledger = new Argument<string>("ledger") { Description = "Which ledger of the configuration: service or access." };
        var admin = new Option<string?>("--admin") { Description = "Who grants roles. Standard: the ledger's account, which is for trying out only.", HelpName = "ADDRESS" };
        var pauser = new Option<string?>("--pauser") { Description = "Who may stop writes. Standard: the ledger's account.", HelpName = "ADDRESS" };
        var delay = new Option<int>("--admin-delay") { Description = "Hours a new admin must wait.", DefaultValueFactory = _ => 48, HelpName = "HOURS" };
        var config = new Option<string?>("--config") { Description = "A folder of *.conf files that override the built-in settings.", HelpName = "DIR" };
        var set = new Option<string[]>("--set") { Description = "A setting, such as ledger.service.url=http://127.0.0.1:8545. May be given several times.", HelpName = "KEY=VALUE" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var verb = new Command("deploy", "Deploy a ledger's contracts with its account, and print their addresses. Of two ledgers access first: the bridge of service takes from its.")
            { ledger, admin, pauser, delay, config, set, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var configuration = NodeConfiguration.Load(
                NodeConfiguration.BuiltInFolder, parsed.GetValue(config), Environment.GetEnvironmentVariables(), parsed.GetValue(set) ?? []);
            var plan = new DeploymentPlan
            {
                Admin = Read("--admin", parsed.GetValue(admin)),
                Pauser = Read("--pauser", parsed.GetValue(pauser)),
                AdminDelay = parsed.GetValue(delay) is >= 0 and <= 24 * 365 and var hours
                    ? TimeSpan.FromHours(hours)
                    : throw new InputException("--admin-delay: from 0 hours to a year"),
            };
            try
            {
                var deployed = await LedgerDeployment.DeployAsync(configuration.Config, LedgerId.Parse(parsed.GetValue(ledger)), plan, cancellation);
                await WriteAsync(context, deployed, parsed.GetValue(json));
                return ExitCode.Ok;
            }
            catch (Exception e) when (e is ConfigurationException or FormatException)
            {
                throw new InputException(e.Message, e);
            }
            catch (LedgerDeploymentException e)
            {
                await context.Error.WriteLineAsync($"platone: {e.Message}");
                return ExitCode.No;
            }
        });
        return verb;
    }

    private static Address? Read(string option, string? text) => text is null ? null
        : Address.TryParse(text, out var address) ? address
        : throw new InputException($"{option} {text}: must be an address (0x and 40 hexadecimal digits; mixed case must be a right checksum)");

    private static async Task WriteAsync(VerbContext context, DeployedLedger ledger, bool asJson)
    {
        if (asJson)
        {
            context.WriteJson(new
            {
                ledger = ledger.Id.Value,
                chainId = ledger.ChainId,
                account = ledger.Account.ToString(),
                admin = ledger.Admin.ToString(),
                pauser = ledger.Pauser.ToString(),
                fromBlock = ledger.FromBlock,
                contracts = ledger.Contracts.ToDictionary(c => Rest.Json.ApiJson.Name(c.Key), c => Document(c.Value)),
                missingRoles = ledger.Missing.Select(r => new
                {
                    contract = r.Contract.ToString(), role = r.Role, account = r.To.ToString(),
                }),
            });
            return;
        }

        await context.Out.WriteLineAsync($"chain {ledger.ChainId}, account {ledger.Account}, admin {ledger.Admin}, pauser {ledger.Pauser}");
        foreach (var (kind, contract) in ledger.Contracts)
            await context.Out.WriteLineAsync($"  {kind,-11} {contract.Address}  block {contract.Block}, {contract.GasUsed} gas");
        await context.Out.WriteLineAsync("Settings for the node:");
        foreach (var (kind, contract) in ledger.Contracts)
            await context.Out.WriteLineAsync($"  platone.ledger.{ledger.Id}.{kind.Setting()} = \"{contract.Address}\"");
        await context.Out.WriteLineAsync($"  platone.ledger.{ledger.Id}.from-block = {ledger.FromBlock}");
        foreach (var role in ledger.Missing)
            await context.Out.WriteLineAsync($"The admin is still to grant {role.Role} of {role.Kind} {role.Contract} to {role.To}.");
    }

    private static object Document(DeployedContract contract) => new
    {
        address = contract.Address.ToString(),
        transaction = contract.Transaction,
        block = contract.Block,
        gasUsed = contract.GasUsed,
    };
}
