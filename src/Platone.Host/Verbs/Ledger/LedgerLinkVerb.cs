using System.CommandLine;
using Platone.Actors.Ethereum;
using Platone.Host.Configuration;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Ledger;

/// <summary>
/// <c>platone ledger link</c>: a POD's owner signs, by the account's own key and on this machine, that the POD and its tokens are the account's. The
/// key never leaves the process. For a key on a machine without a network the three steps can be taken apart: <c>--save</c>, <c>--print</c>,
/// <c>--signature</c>.
/// </summary>
internal static class LedgerLinkVerb
{
    private const string RegistryOnly = "registry";
    private const string TokensOnly = "tokens";

    // Time to sign and, if the chain is away, to wait for it.
    private static readonly TimeSpan ProposedDeadline = TimeSpan.FromDays(7);

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var pod = new Argument<string?>("POD")
        {
            Description = "The POD's pseudonym; not with --offer, which names it.", Arity = ArgumentArity.ZeroOrOne,
        };
        var only = new Option<string?>("--only")
        {
            Description = "registry: whose the POD is; tokens: whose its tokens are. Standard: both, as far as the node's ledgers have them.",
        };
        only.AcceptOnlyFromAmong(RegistryOnly, TokensOnly);
        var lightNode = new Option<string?>("--light-node") { Description = "Which light node's key is linked, where several sign.", HelpName = "ID" };
        var owner = new Option<string?>("--owner")
        {
            Description = "With --save: the owner's account. Elsewhere it is the key's.", HelpName = "ADDRESS",
        };
        var save = new Option<string?>("--save")
        {
            Description = "Write what is to be signed to a file, and sign nothing: it needs no key.", HelpName = "FILE",
        };
        var offer = new Option<string?>("--offer")
        {
            Description = "Sign, or send, what --save wrote, instead of asking a node what is to be signed.", HelpName = "FILE",
        };
        var print = new Option<bool>("--print")
        {
            Description = "Print the signatures, one a line, and send nothing. With --offer it needs no network.",
        };
        var signature = new Option<string[]>("--signature")
        {
            Description = "With --offer: send this signature, made elsewhere. Once for each that --print gave.", HelpName = "0x...",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask. A must where there is no terminal to ask at." };
        var (key, node) = (new OwnerKey(), new NodeConnection());
        var verb = new Command("link",
            "Sign, as a POD's owner, that the POD and its tokens are your account's, and send it. Shows what is signed first.")
            { pod, only, lightNode, owner, save, offer, print, signature, yes };
        key.AddTo(verb);
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            Check(parsed.GetValue(pod), parsed.GetValue(offer), parsed.GetValue(save), parsed.GetValue(owner), parsed.GetValue(print),
                parsed.GetValue(signature) ?? []);
            var given = parsed.GetValue(signature) is { Length: > 0 } signatures ? signatures : null;
            var (file, what) = (parsed.GetValue(offer), (LinkOffer?)null);
            if (file is not null)
                what = LinkOffer.Parse(file, await InputFile.TextAsync(file, cancellation));
            var signer = parsed.GetValue(save) is null && given is null ? await key.ReadAsync(parsed, cancellation) : null;
            if (what is not null && signer is not null && signer.PublicKey.Address != what.Account())
                throw new InputException($"{file}: is for {what.Owner} to sign, and the key is of {signer.PublicKey.Address}");
            if (what is null)
            {
                using var client = node.Open(parsed);
                var account = signer?.PublicKey.Address ?? Account(parsed.GetValue(owner)!);
                what = await AskAsync(client, parsed.GetValue(pod)!, account, parsed.GetValue(only), parsed.GetValue(lightNode), cancellation);
            }

            if (parsed.GetValue(save) is { } target)
            {
                await OutputFile.WriteAsync(context, target, what.ToText(), cancellation);
                await ShowAsync(context.Error, what);
                await context.Error.WriteLineAsync($"{target} is to be signed by {what.Owner}: platone ledger link --offer {Path.GetFileName(target)} --print");
                return ExitCode.Ok;
            }
            // Signatures alone go to standard output: they may be carried on by hand.
            var printed = parsed.GetValue(print);
            await ShowAsync(printed ? context.Error : context.Out, what);
            if (signer is not null && !parsed.GetValue(yes) && !Confirmation.Ask(context, printed ? "Sign this?" : "Sign and send this?"))
            {
                await context.Error.WriteLineAsync("platone: nothing was signed");
                return ExitCode.No;
            }
            var signed = given is null ? Sign(what, signer!) : Match(what, given);
            if (printed)
            {
                foreach (var message in what.Messages())
                    await context.Out.WriteLineAsync(signed[message.What].ToString());
                return ExitCode.Ok;
            }
            using (var client = node.Open(parsed))
                await SendAsync(context, client, what, signed, cancellation);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static void Check(string? pod, string? offer, string? save, string? owner, bool print, string[] signatures)
    {
        if ((pod is null) == (offer is null))
            throw new InputException(pod is null ? "which POD? Give its pseudonym, or --offer FILE" : "--offer names its POD itself: give one of the two");
        if (save is not null && (offer is not null || print || signatures.Length > 0))
            throw new InputException("--save writes what is to be signed: it goes with none of --offer, --print, --signature");
        if ((save is null) != (owner is null))
            throw new InputException(save is null ? "--owner goes with --save only: elsewhere the key says who signs" : "--save needs --owner ADDRESS");
        if (signatures.Length > 0 && (offer is null || print))
            throw new InputException("--signature sends what was signed elsewhere: it needs --offer FILE, and prints nothing");
    }

    private static async Task<LinkOffer> AskAsync(NodeClient client, string pod, Address owner, string? only, string? lightNode, CancellationToken cancellation)
    {
        var path = $"api/v1/pods/{Uri.EscapeDataString(pod)}";
        var there = await client.GetAsync<PodView>(path, cancellation) ?? throw new InputException($"{client.Url}: there is no POD {pod}, or it is not yours to see");
        RegistryOffer? registry = null;
        TokensOffer? tokens = null;
        if (only != TokensOnly
            && await client.GetAsync<PodLinkOfferView>($"{path}/link?owner={owner}{(lightNode is null ? "" : $"&lightNode={Uri.EscapeDataString(lightNode)}")}", cancellation)
                is { } view)
        {
            registry = RegistryOffer.Of(view, owner);
        }
        if (only != RegistryOnly && await client.GetAsync<HolderView>($"{path}/holder", cancellation) is { } holder)
            tokens = new TokensOffer(holder.Contract, holder.ChainId, holder.Nonce, (TimeProvider.System.GetUtcNow() + ProposedDeadline).ToUnixTimeSeconds());
        return registry is null && tokens is null
            ? throw new InputException($"{client.Url}: no ledger of the node has {only switch
            {
                RegistryOnly => "a registry of PODs",
                TokensOnly => "a contract of tokens",
                _ => "a registry of PODs or a contract of tokens",
            }}")
            : new LinkOffer(LinkOffer.FormatName, there.Pod, there.Code, owner.ToString(), registry, tokens);
    }

    private static async Task ShowAsync(TextWriter writer, LinkOffer offer)
    {
        await writer.WriteLineAsync($"POD {offer.Pod}{(offer.Code is { } code ? $" ({code})" : "")}, account {offer.Owner}");
        foreach (var message in offer.Messages())
        {
            await writer.WriteLineAsync($"\n{message.What}: {message.Meaning}");
            foreach (var (name, value) in message.Fields)
                await writer.WriteLineAsync($"  {name,-13} {value}");
            await writer.WriteLineAsync($"  {"signs",-13} {message.Message.EncodedType}");
            await writer.WriteLineAsync($"  {"hash",-13} {message.Message.Hash.ToHex(prefix: true)}");
        }
        await writer.WriteLineAsync();
    }

    private static Dictionary<string, RecoverableSignature> Sign(LinkOffer offer, Secp256k1PrivateKey key) =>
        offer.Messages().ToDictionary(m => m.What, m => m.Message.Sign(key));

    // Which of them is which its signer says; none goes out that the node would have to refuse.
    private static Dictionary<string, RecoverableSignature> Match(LinkOffer offer, string[] given)
    {
        var (owner, left) = (offer.Account(), given.Select(Read).ToList());
        var matched = new Dictionary<string, RecoverableSignature>();
        foreach (var message in offer.Messages())
        {
            var found = left.FindIndex(s => message.Message.Recover(s) == owner);
            if (found < 0)
                throw new InputException($"--signature: none of those given is {owner}'s of what is to be signed for {message.What}");
            matched[message.What] = left[found];
            left.RemoveAt(found);
        }
        return left.Count == 0 ? matched : throw new InputException($"--signature: {left.Count} more than is to be signed");
    }

    private static RecoverableSignature Read(string text)
    {
        try
        {
            return RecoverableSignature.Parse(text.Trim().HexToByteArray());
        }
        catch (FormatException e)
        {
            throw new InputException($"--signature: {e.Message}", e);
        }
    }

    private static async Task SendAsync(VerbContext context, NodeClient client, LinkOffer offer, Dictionary<string, RecoverableSignature> signed,
        CancellationToken cancellation)
    {
        var path = $"api/v1/pods/{Uri.EscapeDataString(offer.Pod)}";
        if (offer.LinkBody(signed) is { } link)
        {
            await client.PutAsync($"{path}/link", link, cancellation);
            await context.Out.WriteLineAsync($"registry: the link is recorded; it is on the chain for good once GET /{path} says on-chain");
        }
        if (offer.HolderBody(signed) is { } holder)
        {
            await client.PutAsync($"{path}/holder", holder, cancellation);
            await context.Out.WriteLineAsync("tokens: the account is recorded; what waited for it follows");
        }
    }

    private static Address Account(string text) => Address.TryParse(text, out var account) && account != default
        ? account
        : throw new InputException($"--owner {text}: must be an account (0x and 40 hexadecimal digits; mixed case must be a right checksum)");
}
