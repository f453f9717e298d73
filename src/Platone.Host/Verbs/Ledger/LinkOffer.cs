using System.Globalization;
using System.Text.Json;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.TypedData;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Host.Configuration;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Pods;

namespace Platone.Host.Verbs.Ledger;

/// <summary>
/// What a POD's owner is to sign: the link of the POD and its meter to the owner's account at the registry, and that the account holds the POD's
/// tokens. It can be carried as a file to a machine without a network, and shows all of what is signed: nothing is taken from a node's typed
/// data that is not made again here from fields that are shown.
/// </summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Pod">The POD, by its pseudonym.</param>
/// <param name="Code">Its code; null if whoever asked may not know it.</param>
/// <param name="Owner">The account that signs.</param>
/// <param name="Registry">The link at the registry; null for none.</param>
/// <param name="Tokens">The account of the tokens; null for none.</param>
internal sealed record LinkOffer(string Format, string Pod, string? Code, string Owner, RegistryOffer? Registry, TokensOffer? Tokens)
{
    /// <summary>The name and version of the file's form.</summary>
    public const string FormatName = "platone/link-offer/v1";

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is no offer.</exception>
    public static LinkOffer Parse(string file, string text)
    {
        try
        {
            using (var document = JsonDocument.Parse(text))
            {
                if (document.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("format", out var format)
                    || format.ValueKind != JsonValueKind.String || format.GetString() != FormatName)
                    throw new InputException($"{file}: is not what platone ledger link --save wrote (format {FormatName})");
            }
            var offer = JsonSerializer.Deserialize<LinkOffer>(text, ApiJson.Options)!;
            if (offer is { Registry: null, Tokens: null })
                throw new InputException($"{file}: there is nothing to sign in it");
            _ = offer.Messages();
            return offer;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InputException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>The file's text.</summary>
    public string ToText() => JsonSerializer.Serialize(this, new JsonSerializerOptions(ApiJson.Options) { WriteIndented = true }) + "\n";

    /// <summary>The account that signs.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public Address Account() => AddressOf("owner", Owner);

    /// <summary>What is signed, in the order of signatures: registry, tokens.</summary>
    /// <exception cref="FormatException">A field is not what it must be.</exception>
    public IReadOnlyList<LinkMessageToSign> Messages()
    {
        var messages = new List<LinkMessageToSign>();
        var owner = Account();
        if (Registry is { } r)
        {
            var link = new RegistryLink(Hash256.Parse(r.Commitment), owner, Hash256.Parse(r.MeterKeyHash), r.Nonce, r.Deadline, []);
            messages.Add(new LinkMessageToSign("registry", "This account owns the POD, and this meter's key signs for it.",
                LinkMessage.Of(link, AddressOf("registry.contract", r.Contract), r.ChainId),
                [
                    ("contract", $"{r.Contract} (PodRegistry, ledger {r.Ledger}, chain {r.ChainId.ToString(CultureInfo.InvariantCulture)})"),
                    ("podCommit", $"{link.Commitment} (keccak256 of the POD's salt and code)"), ("owner", owner.ToString()),
                    ("meterKeyHash", $"{link.MeterKeyHash} (of light node {r.LightNode})"),
                    ("nonce", link.Nonce.ToString(CultureInfo.InvariantCulture)), ("deadline", Until(link.Deadline)),
                ]));
        }
        if (Tokens is { } t)
        {
            messages.Add(new LinkMessageToSign("tokens", "This account holds the POD's tokens.",
                HoldersApi.Message(Pod, owner, t.Nonce, t.Deadline, AddressOf("tokens.contract", t.Contract), t.ChainId),
                [
                    ("contract", $"{t.Contract} (FlexToken, chain {t.ChainId.ToString(CultureInfo.InvariantCulture)})"), ("pod", Pod),
                    ("account", owner.ToString()), ("nonce", t.Nonce.ToString(CultureInfo.InvariantCulture)), ("deadline", Until(t.Deadline)),
                ]));
        }
        return messages;
    }

    /// <summary>What is sent to <c>/pods/{pod}/link</c>.</summary>
    public PodLinkBody? LinkBody(IReadOnlyDictionary<string, RecoverableSignature> signatures) => Registry is { } r
        ? new PodLinkBody(Owner, r.MeterKeyHash, r.Nonce, r.Deadline, signatures["registry"].ToString())
        : null;

    /// <summary>What is sent to <c>/pods/{pod}/holder</c>.</summary>
    public HolderBody? HolderBody(IReadOnlyDictionary<string, RecoverableSignature> signatures) =>
        Tokens is { } t ? new HolderBody(Owner, t.Nonce, t.Deadline, signatures["tokens"].ToString()) : null;

    private static Address AddressOf(string field, string text) => Address.TryParse(text, out var address)
        ? address
        : throw new FormatException($"{field}: {text} is no address (0x and 40 hexadecimal digits; mixed case must be a right checksum)");

    private static string Until(long second) => second is >= 0 and <= 253_402_300_799
        ? $"{second.ToString(CultureInfo.InvariantCulture)} ({UtcTime.Text(DateTimeOffset.FromUnixTimeSeconds(second))})"
        : throw new FormatException($"deadline: {second} is no second of a year up to 9999");
}

/// <summary>The link at the registry.</summary>
/// <param name="Ledger">Its ledger.</param>
/// <param name="Contract">The registry.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Commitment">Stands for the POD.</param>
/// <param name="MeterKeyHash">keccak256 of the meter's compressed key.</param>
/// <param name="LightNode">Whose key that is.</param>
/// <param name="Nonce">The owner's next at the registry.</param>
/// <param name="Deadline">Until when the registry takes it, seconds since 1970.</param>
internal sealed record RegistryOffer(string Ledger, string Contract, ulong ChainId, string Commitment, string MeterKeyHash, string LightNode, ulong Nonce,
    long Deadline)
{
    /// <summary>What a node offers. Its typed data must be that of the fields beside it, or nothing is signed.</summary>
    /// <exception cref="InputException">It is not.</exception>
    public static RegistryOffer Of(PodLinkOfferView view, Address owner)
    {
        try
        {
            var parts = view.Registry.Split('-', 2);
            var contract = parts is [_, var address] && Address.TryParse(address, out var known)
                ? known
                : throw new FormatException($"registry: {view.Registry} names no ledger and contract");
            var link = new RegistryLink(Hash256.Parse(view.Commitment), owner, Hash256.Parse(view.MeterKeyHash), view.Nonce, view.Deadline, []);
            if (!TypedMessage.Parse(view.TypedData.GetRawText()).Hash.AsSpan().SequenceEqual(LinkMessage.Of(link, contract, view.ChainId).Hash))
                throw new FormatException("typedData: it is not the Link of the fields that are shown");
            return new RegistryOffer(parts[0], contract.ToString(), view.ChainId, view.Commitment, view.MeterKeyHash, view.LightNode, view.Nonce, view.Deadline);
        }
        catch (FormatException e)
        {
            throw new InputException($"what the node gives to sign cannot be trusted: {e.Message}; nothing was signed", e);
        }
    }
}

/// <summary>The account of a POD's tokens.</summary>
/// <param name="Contract">The contract of tokens.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Nonce">How many accounts the POD had before: what is signed is good once.</param>
/// <param name="Deadline">Until when the signature is good, seconds since 1970.</param>
internal sealed record TokensOffer(string Contract, ulong ChainId, ulong Nonce, long Deadline);

/// <summary>One thing to sign.</summary>
/// <param name="What">registry or tokens.</param>
/// <param name="Meaning">In a sentence.</param>
/// <param name="Message">The typed data.</param>
/// <param name="Fields">All of its fields, for people.</param>
internal sealed record LinkMessageToSign(string What, string Meaning, TypedMessage Message, IReadOnlyList<(string Name, string Value)> Fields);
