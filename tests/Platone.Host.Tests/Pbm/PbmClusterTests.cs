using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Host.Rest.Access;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>Every command against a live cluster of three nodes: what it prints, and its JSON.</summary>
public sealed class PbmClusterTests(SharedThreeNodes shared) : IClassFixture<SharedThreeNodes>
{
    private const string Member = @"akka\.tcp://platone@127\.0\.0\.1:\d+";
    private const string Version = @"\d+\.\d+\.\d+\S*";
    private const string Time = @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z";

    /// <summary>
    /// A command that changes nothing; then what its output must be, line for line, as regular expressions: + before one for one or more
    /// such lines.
    /// </summary>
    public static TheoryData<string, string[]> Commands => new()
    {
        { "cluster show", [$@"+{Member} \| \[api, field, grid, market, notary\] \| up \|  \| {Version}", "Count: 3 nodes"] },
        { "cluster status", [$@"{Member} \| \[api, field, grid, market, notary\] \| up \|  \| {Version}"] },
        { "cluster leader", [Member] },
        { "cluster-sharding list-regions", ["+[a-z-]+", @"Count: \d+ regions"] },
        { "cluster-sharding list-shards", [@"+participant|operator-journal|[a-z-]+ \| \d+ \| \d+", $@"Count: \d+ shards on {Member}"] },
        { "cluster-sharding list-shards -r battery", [$@"Count: 0 shards on {Member}"] },
        {
            "cluster-sharding region-stats -r participant",
            [$@"+{Member} \| \d+ \| \d+", @"Count: 3 nodes, [1-9]\d* shards, [1-9]\d* entities"]
        },
        { "actor system", [$@"platone \| {Member} \| {Time}"] },
        { "actor hierarchy -d 1 -s /user", ["/user", @"+  \S+", @"Count: \d+ actors"] },
        { "actor hierarchy -d 0", ["/", "Count: 1 actors"] },
        { "log write -m 'all is well'", ["written"] },
        { "log peek -n 5", [$@"+{Time} \| (warning|error) \| \S+ \| .*"] },
        { "system uptime", [$@"{Time} \| (\d+\.)?\d\d:\d\d:\d\d"] },
        { "system version", [$@"{Version} \| {Version} \| {Version} \| .+"] },
        { "field nodes", [@"+\S+ \| [a-z2-7]{26} \| [a-z2-7]{26} \| .*", @"Count: 2 light nodes"] },
        { "field node -i PBM-1", [@"PBM-1 \| [a-z2-7]{26} \| [a-z2-7]{26} \|  \| 0 \| ", $@"0 \| False \| {Time} \|  \|  \| "] },
        { "grid state", [@"pbm-lv \| \d+ \| .*", "Count: 1 networks", "No power flow runs yet: .*"] },
        { "grid congestions", ["Count: 0 awards", "No power flow runs yet: .*"] },
        { "notary status", [@"\d+ \| \d+ \| \d+ \| .*"] },
        { "notary seal", [$@"\d+ \| \d+ \| [1-9]\d* \| {Time} \| [0-9a-f]{{64}} \| platone/log/\S+"] },
        { "notary proof -p participant-operator -n 1", [@"\{""format"":""platone/bundle/v1"".*\}"] },
        { "journal count", [@"[1-9]\d*"] },
        { "journal count -p participant-operator", ["2"] },
        {
            "journal replay -p participant-operator",
            [
                @"\d+ \| participant-operator \| 1 \| participant\.admitted\.1 \| ParticipantAdmitted .*",
                @"\d+ \| participant-operator \| 2 \| participant\.api-key-issued\.1 \| ApiKeyIssued .*", "Count: 2 events",
            ]
        },
        {
            "journal replay -p participant-operator -f 2 -c 1",
            [@"\d+ \| participant-operator \| 2 \| .*", "Count: 1 events; for more: -f 3"]
        },
        { "projection list", [@"+[a-z-]+ \| \d+", @"Count: \d+ read models"] },
        { "projection lag", [@"+[a-z-]+ \| \d+ \| \d+"] },
        {
            "market sessions",
            [$@"+\S+ \| pbm-area \| dayahead \| [a-z ]+ \| {Time} \| 96 \| {Time} \| \d+ \| \d+ \| \d+", @"Count: \d+ sessions"]
        },
        { "market sessions -a elsewhere", ["Count: 0 sessions"] },
        { "market show -s quiet", [$@"quiet \| pbm-area \| dayahead \| open \| {Time} \| 96 \| {Time} \| 0 \| 0 \| 0"] },
    };

    /// <summary>A command whose answer is no, the exit code and what it says.</summary>
    public static TheoryData<string, int, string> Refusals => new()
    {
        { "cluster down -a akka.tcp://platone@127.0.0.1:1 --yes", ExitCode.No, "is no member; cluster show lists them" },
        { "cluster down -a elsewhere --yes", ExitCode.BadInput, "address must be such as akka.tcp://platone@" },
        { "cluster down -a akka.tcp://other@127.0.0.1:1 --yes", ExitCode.BadInput, "must be of the actor system platone" },
        { "cluster join -a akka.tcp://platone@127.0.0.1:1 --yes", ExitCode.No, "is in a cluster already" },
        { "cluster-sharding region-stats -r nothing", ExitCode.No, "there is no region nothing; there are battery, " },
        { "actor hierarchy -d many", ExitCode.BadInput, "depth must be a whole number from 0 to 100, not 'many'" },
        { "actor hierarchy -s /user/nobody", ExitCode.No, "/user has no child nobody" },
        { "log write -m x -l loud", ExitCode.BadInput, "level must be debug, information, warning or error, not 'loud'" },
        { "field node -i NOBODY", ExitCode.No, "there is no light node NOBODY" },
        { "notary proof -p nothing -n 1", ExitCode.No, "there is no event nothing#1, or no checkpoint covers it yet" },
        { "journal replay -p nothing", ExitCode.No, "there is no event of nothing" },
        { "market show -s nothing", ExitCode.No, "there is no session nothing" },
        { "market close-gate -s quiet --yes", ExitCode.No, "gate" },
        { "market clear -s quiet --yes", ExitCode.No, "quiet is not to be cleared now: it is open" },
        { "market publish -s quiet --yes", ExitCode.No, "quiet is not to be published now: it is open" },
        { "market show -s ../x", ExitCode.BadInput, "session must be a name" },
        { "projection rebuild -n nothing --yes", ExitCode.No, "there is no read model nothing; there are " },
    };

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task A_command_prints_its_rows(string line, string[] expected)
    {
        var nodes = await PreparedAsync();

        // On the second node: what an operator sees does not depend on which one answers.
        var (code, output, errors) = await nodes.RunAsync(2, Host.Pbm.Client.Words.Split(line)!);

        Assert.True(code == ExitCode.Ok, errors);
        var lines = output.TrimEnd('\n').Split('\n');
        var rest = new Queue<string>(lines);
        foreach (var pattern in expected)
        {
            var form = new Regex($@"\A({pattern.TrimStart('+')})\z", RegexOptions.Singleline);
            Assert.True(rest.TryDequeue(out var first) && form.IsMatch(first), $"{first} is not {pattern} in\n{output}");
            var others = expected.Length - Array.IndexOf(expected, pattern) - 1;
            while (pattern[0] == '+' && rest.Count > others && form.IsMatch(rest.Peek()))
                rest.Dequeue();
        }

        Assert.Empty(rest);

        var (_, json, _) = await nodes.RunAsync(2, [.. Host.Pbm.Client.Words.Split(line)!, "--json"]);
        var document = JsonNode.Parse(json)!;
        Assert.Equal(["rows", "text"], document.AsObject().Select(m => m.Key));
    }

    [SkippableTheory]
    [MemberData(nameof(Refusals))]
    public async Task A_command_that_cannot_be_says_why(string line, int expected, string reason)
    {
        var nodes = await PreparedAsync();

        var (code, output, errors) = await nodes.RunAsync(3, Host.Pbm.Client.Words.Split(line)!);

        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_rows_of_cluster_show_are_objects()
    {
        var nodes = await PreparedAsync();
        var (_, json, _) = await nodes.RunAsync(1, ["cluster", "show", "--json"]);

        var rows = JsonNode.Parse(json)!["rows"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 3).Select(nodes.Address).Order(), rows.Select(r => (string)r!["address"]!).Order());
        Assert.All(rows, r => Assert.Equal(["address", "roles", "status", "reachable", "version"], r!.AsObject().Select(m => m.Key)));
    }

    [SkippableTheory]
    [InlineData("cluster tail", "leader | akka.tcp://")]
    [InlineData("log tail", "| operator | a word")]
    [InlineData("journal tail", " | operator-journal-")]
    public async Task A_streaming_command_shows_what_happens_until_it_is_stopped(string line, string awaited)
    {
        var nodes = await PreparedAsync();
        using var stop = new CancellationTokenSource();
        await using var client = await Host.Pbm.Client.PbmClient.ConnectAsync(
            new Host.Pbm.Client.PbmTarget("127.0.0.1", nodes.Pbm(1).Port, false, []), nodes.Key, CancellationToken.None);
        stop.CancelAfter(Deadline.Default);
        var acting = line == "cluster tail" ? Task.CompletedTask : ActAsync(stop.Token);

        var seen = false;
        await foreach (var response in client.RunAsync(line.Split(' '), false, stop.Token))
        {
            seen |= response.Text.Contains(awaited, StringComparison.Ordinal);
            if (seen)
                await stop.CancelAsync();
        }

        Assert.True(seen, $"{line} did not show '{awaited}'");
        await acting;

        // Until it was seen: what happens before the stream has begun is not in it.
        async Task ActAsync(CancellationToken until)
        {
            while (!until.IsCancellationRequested)
            {
                await nodes.RunAsync(1, ["log", "write", "-m", "a word"]);
                await nodes.RunAsync(1, ["cluster", "down-unreachable", "--yes"]);
            }
        }
    }

    [SkippableFact]
    public async Task A_silent_node_is_listed()
    {
        var nodes = await PreparedAsync();
        var row = JsonNode.Parse((await nodes.RunAsync(1, ["field", "node", "-i", "PBM-2", "--json"])).Output)!["rows"]![0]!;
        var silent = LightNodeId.Parse((string)row["node"]!);
        await nodes.SendAsync(new RecordReadings(silent, [Reading()], null, TimeProvider.System.GetUtcNow()));

        await UntilAsync(async () =>
        {
            await nodes.SendAsync(new MarkSilent(silent, TimeSpan.FromMilliseconds(1), TimeProvider.System.GetUtcNow()));
            return (await nodes.RunAsync(1, ["field", "silent"])).Output is var text && text.Contains("PBM-2 | ", StringComparison.Ordinal)
                && text.EndsWith(" | silent\nCount: 1 light nodes\n", StringComparison.Ordinal);
        });
    }

    [SkippableFact]
    public async Task Only_an_operators_key_opens()
    {
        var nodes = await PreparedAsync();
        using var client = new HttpClient { BaseAddress = new Uri(nodes.Hosts[0].Rest!, "/api/v1/") };
        client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, nodes.Key);
        var admitted = await TestNode.PostAsync(client, "participants", new { id = "pbm-dso", name = "A DSO", role = "dso" });
        var dso = (string)admitted["apiKey"]!;

        foreach (var key in new[] { "platone_wrong", dso })
        {
            using var errors = new StringWriter();
            var code = await PlatoneCommandLine.InvokeAsync(["pbm", nodes.Pbm(1).ToString(), "cluster", "show", "--api-key", key],
                TextWriter.Null, errors, CancellationToken.None);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("refused: the token is no operator's", errors.ToString(), StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Where_the_nodes_own_processes_hang_an_operator_takes_a_session_to_its_publication()
    {
        var nodes = await PreparedAsync();
        await using var source = NpgsqlDataSource.Create(nodes.Database);
        await using var connection = await source.OpenConnectionAsync();
        await UntilAsync(async () => await CountAsync(connection,
            "select count(*) from scd.process_offset where process in ('clearing', 'reservations') and ordering > 0") == 2);
        await using (await connection.BeginTransactionAsync())
        {
            // Whoever wants to move these two offsets waits for this transaction, and so handles nothing more.
            await using var held = new NpgsqlCommand(
                "select 1 from scd.process_offset where process in ('clearing', 'reservations') for update", connection);
            await held.ExecuteNonQueryAsync();
            var stuck = new MarketSessionId("stuck");
            await OpenAsync(nodes, stuck.Value, DateTimeOffset.UnixEpoch.AddDays(20_000));
            await using var watching = await source.OpenConnectionAsync();
            await UntilAsync(async () => await CountAsync(watching,
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 2);

            Assert.Equal((ExitCode.Ok, "stuck | gate closed\n", ""),
                await nodes.RunAsync(1, ["market", "close-gate", "-s", "stuck", "--yes"]));
            await UntilAsync(async () => (await AskAsync<ClearingTask>(new GetClearingTask(stuck))).Problem is not null);
            var (code, cleared, errors) = await nodes.RunAsync(2, ["market", "clear", "-s", "stuck", "--yes"]);
            Assert.True(code == ExitCode.Ok, errors);
            Assert.Matches(@"\Astuck \| (cleared|validated)\n\z", cleared);
            await UntilAsync(async () => (await AskAsync<SessionOutcome>(new GetOutcome(stuck))).Phase == SessionPhase.Validated);
            Assert.Equal((ExitCode.Ok, "stuck | published\n", ""), await nodes.RunAsync(3, ["market", "publish", "-s", "stuck", "--yes"]));
        }

        // They find it done, and go on.
        await UntilAsync(async () => Regex.IsMatch((await nodes.RunAsync(1, ["market", "show", "-s", "stuck"])).Output,
            @"\| published \|.*\npeak \| up \| 0 \|"));
        var journal = await JournalAsync(nodes);
        Assert.Contains(journal, e => e.Contains("Operator = operator, Command = market publish -s stuck, ", StringComparison.Ordinal));

        Task<T> AskAsync<T>(MarketSessionQuery query) => nodes.Hosts[0].Node.Entities.AskAsync<T>(query, CancellationToken.None);
    }

    [SkippableFact]
    public async Task A_read_model_is_rebuilt()
    {
        var nodes = await PreparedAsync();
        Assert.Equal((ExitCode.Ok, "communities is being rebuilt\n", ""),
            await nodes.RunAsync(1, ["projection", "rebuild", "-n", "communities", "--yes"]));
        await UntilAsync(async () => Regex.IsMatch((await nodes.RunAsync(1, ["projection", "lag"])).Output,
            @"^communities \| [1-9]\d* \| 0$", RegexOptions.Multiline));
        Assert.Contains(await JournalAsync(nodes),
            e => e.Contains("Command = projection rebuild -n communities, ", StringComparison.Ordinal));
    }

    private static async Task<string[]> JournalAsync(ThreeNodes nodes)
    {
        var month = OperatorJournalId.Of(TimeProvider.System.GetUtcNow());
        return (await nodes.RunAsync(2, ["journal", "replay", "-p", $"operator-journal-{month}"])).Output.Split('\n');
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
    }

    private static Reading Reading() => new(1, 0, TimeProvider.System.GetUtcNow()) { ActivePowerW = 1000 };

    // Opened a day before its gate closed, on the day before delivery.
    private static async Task OpenAsync(ThreeNodes nodes, string name, DateTimeOffset gate)
    {
        var id = new MarketSessionId(name);
        var terms = new SessionTerms(SessionKind.DayAhead, new MarketAreaId("pbm-area"), new NetworkId("pbm-lv"), "Europe/Rome",
            QuarterHour.Of(gate.AddHours(15)), 96, gate, MarketRules.Default);
        await nodes.SendAsync(new OpenSession(id, terms, gate.AddDays(-1)));
        if (name == "quiet")
            return;
        await nodes.SendAsync(new PlaceRequest(id, new FlexibilityRequest(new RequestId("peak"), new ParticipantId("pbm-dso"), true,
            FlexibilityService.Congestion, Direction.Up, null, PowerProfile.Of(96, i => i < 4 ? 1000 : 0), null, 1, gate.AddDays(3)),
            gate.AddHours(-1)));
    }

    // What the commands are to show: two light nodes, and a session that stays open.
    private async Task<ThreeNodes> PreparedAsync()
    {
        var nodes = await shared.StartedAsync();
        await shared.OnceAsync(async () =>
        {
            using var client = new HttpClient { BaseAddress = new Uri(nodes.Hosts[0].Rest!, "/api/v1/") };
            client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, nodes.Key);
            foreach (var number in new[] { 1, 2 })
            {
                var pod = (string)(await TestNode.PostAsync(client, "pods", TestNode.PodBody($"IT-PBM-{number}")))["pod"]!;
                await TestNode.PostAsync(client, "light-nodes", new { serial = $"PBM-{number}", pod, validFrom = "2026-01-01T00:00:00Z" });
            }

            await nodes.RunAsync(2, ["log", "write", "-m", "prepared"]);
            await OpenAsync(nodes, "quiet", QuarterHour.Of(TimeProvider.System.GetUtcNow()).Start.AddDays(1));
            await UntilAsync(async () => (await nodes.RunAsync(1, ["market", "show", "-s", "quiet"])).Code == ExitCode.Ok);
        });
        return nodes;
    }
}
