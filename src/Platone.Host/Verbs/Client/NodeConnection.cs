using System.CommandLine;
using Platone.Host.Configuration;

namespace Platone.Host.Verbs.Client;

/// <summary>The options of the verbs that talk to a running node, and the client they make of them.</summary>
internal sealed class NodeConnection
{
    private readonly Option<string> _url = new("--url")
    {
        Description = "Where the node's REST API is.",
        DefaultValueFactory = _ => "http://127.0.0.1:8080",
        HelpName = "URL",
    };

    private readonly ApiKeyOption _key = new();

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="isPublic">Whether it reads only what anyone may: then it takes no key.</param>
    public void AddTo(Command verb, bool isPublic = false)
    {
        verb.Add(_url);
        if (!isPublic)
            _key.AddTo(verb);
    }

    /// <summary>The client for what was given.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="patience">How long the node may take; null for a minute.</param>
    /// <exception cref="InputException">The URL is none, or there is no key.</exception>
    public NodeClient Open(ParseResult parsed, TimeSpan? patience = null) => new(Url(parsed), _key.Read(parsed), patience);

    /// <summary>The client for what anyone may read; it signs in with nothing.</summary>
    /// <exception cref="InputException">The URL is none.</exception>
    public NodeClient OpenPublic(ParseResult parsed) => new(Url(parsed), null);

    private Uri Url(ParseResult parsed)
    {
        var url = parsed.GetValue(_url)!;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InputException($"--url {url}: must be an http or https URL");
        return uri;
    }
}
