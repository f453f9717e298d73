using System.Globalization;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring.Chains;

namespace Platone.Actors.Notary.Anchoring;

/// <summary>Reads <c>platone.ledger</c>.</summary>
internal static class LedgerSettings
{
    private const string Section = "platone.ledger";

    // Stands in the built-in file for either ledger, with the standard of every key.
    private const string Standard = "*";

    /// <summary>The ledgers that are used, in the order of their names; none unless one has a url.</summary>
    /// <exception cref="ConfigurationException">A value cannot be; the message names its key.</exception>
    public static IReadOnlyList<LedgerOptions> From(Config config)
    {
        var all = config.GetConfig(Section).Root.GetObject().Items;
        var standard = new Config(new HoconRoot(all[Standard]));
        return [.. all.Where(l => l.Key != Standard).OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => Of(l.Key, new Config(new HoconRoot(l.Value)).WithFallback(standard))).OfType<LedgerOptions>()];
    }

    private static LedgerOptions? Of(string name, Config config)
    {
        var key = $"{Section}.{name}";
        if (name != LedgerId.Service.Value && name != LedgerId.Access.Value)
            throw new ConfigurationException($"{key}: there are two ledgers, {LedgerId.Service} and {LedgerId.Access}");
        var url = config.GetString("url");
        if (string.IsNullOrWhiteSpace(url))
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var node) || node.Scheme is not ("http" or "https"))
            throw new ConfigurationException($"{key}.url must begin with http:// or https://");
        if (!ulong.TryParse(config.GetString("chain-id"), NumberStyles.None, CultureInfo.InvariantCulture, out var chainId) || chainId == 0)
            throw new ConfigurationException($"{key}.chain-id must be the id of the chain, 1 or more, not {config.GetString("chain-id")}");
        return new LedgerOptions(LedgerId.Parse(name), node, chainId, Profile(config, key))
        {
            Contracts = Enum.GetValues<ContractKind>().Select(k => (Kind: k, Address: Address(config, key, k.Setting())))
                .Where(c => c.Address is not null).ToDictionary(c => c.Kind, c => c.Address!.Value),
            Keystore = config.GetString("keystore") is { Length: > 0 } file ? file : null,
            Interval = config.GetTimeSpan("interval"),
            Finality = new Finality((ulong)AtLeast(config, key, "confirmations", 1), config.GetBoolean("finalized")),
            StuckAfter = config.GetTimeSpan("stuck-after"),
            MostReplacements = AtLeast(config, key, "most-replacements", 0),
            LagAlarm = config.GetTimeSpan("lag-alarm"),
            Logs = new LogRange((ulong)AtLeast(config, key, "log-range", 1),
                AtLeast(config, key, "from-block", 0) is > 0 and var first ? (ulong)first : null),
        };
    }

    private static FeeProfile Profile(Config config, string key) => config.GetString("profile") switch
    {
        "eip1559" => FeeProfile.Eip1559,
        "legacy" => FeeProfile.Legacy,
        var other => throw new ConfigurationException($"{key}.profile must be eip1559 or legacy, not '{other}'"),
    };

    private static Address? Address(Config config, string key, string name)
    {
        var text = config.GetString(name);
        return string.IsNullOrEmpty(text) ? null
            : Ethereum.Address.TryParse(text, out var address) ? address
            : throw new ConfigurationException($"{key}.{name} must be an address (0x and 40 hexadecimal digits), not '{text}'");
    }

    private static int AtLeast(Config config, string key, string name, int least) => config.GetInt(name) is var number && number >= least
        ? number
        : throw new ConfigurationException($"{key}.{name} must be {least} or more, not {number}");
}
