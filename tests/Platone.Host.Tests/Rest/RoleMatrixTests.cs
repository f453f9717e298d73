using System.Net;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest;

/// <summary>Every method of the API against every role: who is not named may not.</summary>
[Collection(nameof(TestNode))]
public sealed class RoleMatrixTests(TestNode node)
{
    private const string Nobody = "aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static readonly Role[] Everyone = Enum.GetValues<Role>();
    private static readonly Role[] Registrars = [Role.Operator, Role.Dso];
    private static readonly Role[] OperatorOnly = [Role.Operator];
    private static readonly Role[] SystemOperators = [Role.Dso, Role.Tso];

    private static readonly (string Method, string Path, Role[] Roles)[] Rules =
    [
        ("POST", "participants", OperatorOnly),
        ("GET", "participants", Everyone),
        ("POST", "participants/x/suspend", OperatorOnly),
        ("POST", "participants/x/reinstate", OperatorOnly),
        ("POST", "participants/x/keys", OperatorOnly),
        ("DELETE", $"participants/x/keys/{Nobody}", OperatorOnly),
        ("POST", "pods", Registrars),
        ("GET", "pods", Everyone),
        ("DELETE", "pods/x", OperatorOnly),
        ("POST", "light-nodes", Registrars),
        ("GET", "light-nodes", Everyone),
        ("PUT", "light-nodes/x/key", Registrars),
        ("GET", "light-nodes/x/password", Registrars),
        ("POST", "light-nodes/x/password", Registrars),
        ("GET", "set-point-key", Everyone),
        ("POST", "portfolios", [Role.Operator, Role.Aggregator]),
        ("PUT", "portfolios/x/pods/x", [Role.Operator, Role.Customer]),
        ("DELETE", "portfolios/x/pods/x", [Role.Operator, Role.Customer, Role.Aggregator]),
        ("POST", "batteries", [Role.Operator, Role.Dso, Role.Aggregator, Role.Customer]),
        ("POST", "batteries/x/states", Registrars),
        ("POST", "sensors", Registrars),
        ("POST", "sensors/x/readings", Registrars),
        ("GET", "measurements", Everyone),
        ("GET", "quarter-hours", Everyone),
        ("GET", "days", Everyone),
        ("GET", "months", Everyone),
        ("POST", "sessions", OperatorOnly),
        ("GET", "sessions", Everyone),
        ("GET", "sessions/x/power", [Role.Operator, Role.Dso, Role.Auditor]),
        ("PUT", "sessions/x/rebound-rule", OperatorOnly),
        ("GET", "sessions/x/explanation", Everyone),
        ("POST", "sessions/x/close-gate", OperatorOnly),
        ("POST", "sessions/x/close", OperatorOnly),
        ("POST", "requests", SystemOperators),
        ("GET", "requests", Everyone),
        ("GET", "requests/x", Everyone),
        ("DELETE", "requests/x", SystemOperators),
        ("POST", "offers", [Role.Aggregator]),
        ("GET", "offers", Everyone),
        ("GET", "offers/x", Everyone),
        ("DELETE", "offers/x", [Role.Aggregator]),
        ("GET", "reliabilities", Everyone),
        ("GET", "portfolios/x/reliability", Everyone),
        ("GET", "alarms", Everyone),
        ("PUT", "requests/x/delivery-policy", SystemOperators),
        ("GET", "requests/x/delivery-policy", Everyone),
        ("GET", "outcomes", Everyone),
        ("GET", "outcomes/stream", Everyone),
        ("GET", "awards", Everyone),
        ("POST", "activations", SystemOperators),
        ("GET", "activations", Everyone),
        ("GET", "set-points", Everyone),
        ("GET", "settlements", Everyone),
        ("GET", "settlements.csv", Everyone),
        ("GET", "settlements/versions", Everyone),
        ("GET", "settlements/delta", Everyone),
        ("POST", "disputes", [Role.Dso, Role.Tso, Role.Aggregator, Role.Customer]),
        ("GET", "disputes", Everyone),
        ("POST", "disputes/x/resolution", OperatorOnly),
        ("GET", "statements.csv", Everyone),
        ("GET", "statements.html", Everyone),
        ("GET", "statements/monthly", Everyone),
        ("GET", "statements", Everyone),
        ("GET", "notices", Everyone),
        ("PUT", "token-policies/x", [Role.Operator, Role.Aggregator]),
        ("GET", "token-policies/x", Everyone),
        ("GET", "token-grants", Everyone),
        ("POST", "communities", Registrars),
        ("GET", "communities", [Role.Operator, Role.Dso, Role.Auditor]),
        ("GET", "communities/x", [Role.Operator, Role.Dso, Role.Auditor]),
        ("PUT", "pods/x/baseline", [Role.Operator, Role.Brp, Role.Aggregator]),
        ("GET", "baselines", Everyone),
        ("GET", "baselines/comparison", Everyone),
        ("GET", "log", Everyone),
        ("GET", "log/checkpoint", Everyone),
        ("GET", "log/proof", Everyone),
        ("GET", "log/units", Everyone),
        ("GET", "log/disclosure", Everyone),
        ("GET", "log/inclusion", Everyone),
        ("GET", "log/consistency", Everyone),
        ("POST", "log/seal", OperatorOnly),
        ("GET", "ledgers", [Role.Operator, Role.Auditor]),
        ("GET", "ledgers/x/set-back", [Role.Operator, Role.Auditor]),
        ("POST", "ledgers/x/resume", OperatorOnly),
        ("DELETE", "ledgers/x/alarms/given-up", OperatorOnly),
        ("GET", "sessions/x/awards/x/x/ledger-proof", Everyone),
        ("GET", "pods/x/holder", Everyone),
        ("PUT", "pods/x/holder", [Role.Operator, Role.Customer]),
        ("GET", "pods/x/link", [Role.Operator, Role.Customer]),
        ("PUT", "pods/x/link", [Role.Operator, Role.Customer]),
        ("DELETE", "pods/x/link", [Role.Operator, Role.Customer]),
        ("DELETE", "light-nodes/x/key", Registrars),
        ("GET", "operator-actions", [Role.Operator, Role.Auditor]),
        ("GET", "projections", [Role.Operator, Role.Auditor]),
        ("POST", "projections/x/rebuild", OperatorOnly),
        ("GET", "rejected", OperatorOnly),
    ];

    public static TheoryData<Role> Roles => [.. Everyone];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_role_gets_as_far_as_it_may(Role role)
    {
        var (_, client) = await node.OfAsync(role);

        foreach (var (method, path, roles) in Rules)
        {
            // Empty bodies and ids that are none: whoever gets past the gate is refused for that, or served.
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT")
                request.Content = new StringContent("{}", null, "application/json");
            // A stream has no end to wait for.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(
                response.StatusCode == HttpStatusCode.Forbidden == !roles.Contains(role), $"{role} {method} {path}: {(int)response.StatusCode}");
            Assert.True((int)response.StatusCode < 500, $"{role} {method} {path}: {(int)response.StatusCode}");
        }
    }

    [Fact]
    public async Task The_table_has_every_method_there_is()
    {
        using var client = node.Client(null);
        var document = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;

        var documented = from path in document["paths"]!.AsObject()
                         where path.Key.StartsWith("/api/v1/", StringComparison.Ordinal) && !path.Key.EndsWith('}')
                         from method in path.Value!.AsObject()
                         select $"{method.Key.ToUpperInvariant()} {Shape(path.Key["/api/v1/".Length..])}";
        var tested = Rules.Select(r => $"{r.Method} {Shape(r.Path)}").ToList();

        Assert.Empty(documented.Except(tested));
    }

    private static string Shape(string path) =>
        string.Join('/', path.Trim('/').Split('/').Select(part => part.StartsWith('{') || part == "x" ? "*" : part));
}
