using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum.Rpc;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>How a provider says that a range of blocks or an answer is too large.</summary>
/// <param name="Node">Whose words they are.</param>
/// <param name="Code">The error's code.</param>
/// <param name="Message">What it says.</param>
/// <param name="Status">HTTP's status.</param>
internal sealed record Refusal(string Node, int Code, string Message, HttpStatusCode Status = HttpStatusCode.OK)
{
    /// <summary>Of a range: as seen of each.</summary>
    public static IReadOnlyList<Refusal> OfRange { get; } =
    [
        new("Infura", -32602, "range 1000000 exceeds limit of 10000"),
        new("Alchemy", -32600, "You can make eth_getLogs requests with up to a 500 block range. Based on your parameters, this block range should work: [0x1, 0x2]"),
        new("QuickNode", -32614, "eth_getLogs is limited to a 10,000 range", HttpStatusCode.RequestEntityTooLarge),
        new("Besu", -32005, "Requested range exceeds maximum RPC range limit"),
        new("geth at publicnode", -32701, "exceed maximum block range: 50000"),
        new("Erigon", -32000, "query block range exceeds server limit, narrow your filter: 1000"),
        new("reth", -32602, "query exceeds max block range 100000"),
        new("Tenderly", -32602, "invalid params"),
        new("dRPC", 35, "ranges over 10000 blocks are not supported on freetier", HttpStatusCode.BadRequest),
        new("BNB", -32005, "limit exceeded"),
    ];

    /// <summary>Of an answer.</summary>
    public static IReadOnlyList<Refusal> OfResults { get; } =
    [
        new("Infura", -32005, "query returned more than 10000 results. Try with this block range [0xBDE5F8, 0x102DBCC]."),
        new("Infura, slow", -32005, "query timeout exceeded"),
        new("Alchemy", -32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size"),
        new("reth", -32602, "query exceeds max results 20000, retry with the range 23879634-23879696"),
        new("Filecoin", -32008, "Response is too big"),
    ];

    /// <inheritdoc/>
    public override string ToString() => Node;
}

/// <summary>
/// Between a node and who asks it: answers no <c>eth_getLogs</c> of more than so many blocks or logs, as hosted nodes do, and with a
/// block's name in place of its number none at all; may have forgotten old states. All else goes through.
/// </summary>
internal sealed class LimitedNode : DelegatingHandler
{
    private LimitedNode()
        : base(new SocketsHttpHandler())
    {
    }

    public ulong MostBlocks { get; set; } = ulong.MaxValue;

    public int MostLogs { get; set; } = int.MaxValue;

    public Refusal Range { get; set; } = Refusal.OfRange[0];

    public Refusal Results { get; set; } = Refusal.OfResults[0];

    /// <summary>What it says of code before a block; null while it keeps all states.</summary>
    public (ulong Before, bool Lies)? Forgotten { get; set; }

    /// <summary>How many blocks each answered question was of.</summary>
    public List<ulong> Answered { get; } = [];

    public int Refused { get; private set; }

    public int CodeQuestions { get; private set; }

    /// <summary>A node behind limits, and a client of it.</summary>
    public static (LimitedNode Node, RpcClient Client) Before(Anvil anvil)
    {
        var node = new LimitedNode();
        return (node, new RpcClient(new Uri(anvil.Url), Deadline.Default, node));
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        switch ((string?)asked["method"])
        {
            case "eth_getCode" when Number(asked["params"]![1]) is { } block && Forgotten is { } forgotten:
                CodeQuestions++;
                if (block < forgotten.Before)
                    return forgotten.Lies ? Answer(asked, new JsonObject { ["result"] = "0x" }) : Error(asked, new Refusal("geth", -32000, "missing trie node"));
                break;
            case "eth_getCode":
                CodeQuestions++;
                break;
            case "eth_getLogs":
                var filter = asked["params"]![0]!;
                if (Number(filter["fromBlock"]) is not { } from || Number(filter["toBlock"]) is not { } to || to - from + 1 > MostBlocks)
                    return Refuse(asked, Range);
                var response = await base.SendAsync(request, cancellationToken);
                var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
                if (answer["result"] is JsonArray logs && logs.Count > MostLogs)
                    return Refuse(asked, Results);
                Answered.Add(to - from + 1);
                return response;
        }
        return await base.SendAsync(request, cancellationToken);
    }

    private HttpResponseMessage Refuse(JsonNode asked, Refusal refusal)
    {
        Refused++;
        return Error(asked, refusal);
    }

    private static HttpResponseMessage Error(JsonNode asked, Refusal refusal) => Answer(asked,
        new JsonObject { ["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message } }, refusal.Status);

    private static HttpResponseMessage Answer(JsonNode asked, JsonObject answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        (answer["jsonrpc"], answer["id"]) = ("2.0", asked["id"]!.DeepClone());
        return new HttpResponseMessage(status) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private static ulong? Number(JsonNode? block) => block?.GetValueKind() == JsonValueKind.String && (string?)block is { } text
        && text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : null;
}
