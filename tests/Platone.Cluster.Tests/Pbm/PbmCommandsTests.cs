using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Participants;
using Platone.Host.ClusterDemo;
using Platone.Host.Configuration;
using Platone.Host.Pbm.Client;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Participants;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Requests;
using Platone.Host.Rest.Sessions;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Cluster.Tests.Pbm;

/// <summary>
/// Every command against a live cluster of three processes: what it prints, and its JSON. Those on members: <see cref="PbmMembersTests"/>.
/// </summary>
[Collection(nameof(OperatorsCluster))]
public sealed class PbmCommandsTests(OperatorsCluster cluster)
{
    private const string Member = @"akka\.tcp://platone@127\.0\.0\.1\d:\d+";
    private const string Version = @"\d+\.\d+\.\d+\S*";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
        { "cluster-sharding list-shards -r chain-account", [$@"Count: 0 shards on {Member}"] },
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
        { "field nodes", [@"+\S+ \| [a-z2-7]{26} \| [a-z2-7]{26} \| .*", @"Count: [2-9]\d* light nodes"] },
        { "field node -i PBM-1", [@"PBM-1 \| [a-z2-7]{26} \| [a-z2-7]{26} \|  \| 0 \| ", $@"0 \| False \| 0 \|  \| {Time} \|  \|  \| "] },
        { "grid state", [@"+\S+ \| \d+ \| .*", @"Count: [1-9]\d* networks", "No power flow runs yet: .*"] },
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
            [$@"+\S+ \| [a-z-]+ \| (dayahead|realtime) \| [a-z ]+ \| {Time} \| \d+ \| {Time} \| \d+ \| \d+ \| \d+", @"Count: \d+ sessions"]
        },
        {
            "market sessions -a pbm-area",
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
        await PrepareAsync();

        // On the second node: what an operator sees does not depend on which one answers.
        var (code, output, errors) = await cluster.TypeAsync(2, line);

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

        var (_, json, _) = await cluster.TypeAsync(2, $"{line} --json");
        var document = JsonNode.Parse(json)!;
        Assert.Equal(["rows", "text"], document.AsObject().Select(m => m.Key));
    }

    [SkippableTheory]
    [MemberData(nameof(Refusals))]
    public async Task A_command_that_cannot_be_says_why(string line, int expected, string reason)
    {
        await PrepareAsync();

        var (code, output, errors) = await cluster.TypeAsync(3, line);

        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(reason, errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_rows_of_cluster_show_are_objects()
    {
        await PrepareAsync();
        var (_, json, _) = await cluster.RunAsync(1, "cluster", "show", "--json");

        var rows = JsonNode.Parse(json)!["rows"]!.AsArray();
        Assert.Equal(cluster.Nodes.Select(cluster.Address).Order(), rows.Select(r => (string)r!["address"]!).Order());
        Assert.All(rows, r => Assert.Equal(["address", "roles", "status", "reachable", "version"], r!.AsObject().Select(m => m.Key)));
    }

    [SkippableTheory]
    [InlineData("cluster tail", "leader | akka.tcp://")]
    [InlineData("log tail", "| operator | a word")]
    [InlineData("journal tail", " | operator-journal-")]
    public async Task A_streaming_command_shows_what_happens_until_it_is_stopped(string line, string awaited)
    {
        await PrepareAsync();
        using var stop = new CancellationTokenSource();
        await using var client = await ConnectAsync(cluster.OperatorKey);
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
                await cluster.RunAsync(1, "log", "write", "-m", "a word");
                await cluster.RunAsync(1, "projection", "rebuild", "-n", "communities", "--yes");
            }
        }
    }

    [SkippableFact]
    public async Task A_silent_node_is_listed()
    {
        await PrepareAsync();
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var client = Operator();
        var load = await ReadingsLoad.RegisterAsync(client, cluster.Addresses, "SILENT", 1, 10, TimeProvider.System, deadline.Token);
        load.Start(deadline.Token);
        await load.RecoveredAsync(deadline.Token);
        await load.StopAsync();

        // It has been heard of, and no more since.
        await Until.TrueAsync("the device is listed as silent", async _ => Regex.IsMatch((await cluster.RunAsync(1, "field", "silent")).Output,
            @"^SILENT-0000 \| .* \| silent$", RegexOptions.Multiline));
        Assert.EndsWith(" | silent", (await cluster.RunAsync(3, "field", "node", "-i", "SILENT-0000")).Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Only_an_operators_key_opens()
    {
        await PrepareAsync();
        using var client = Operator();
        var dso = await AdmitAsync(client, "pbm-stranger", Role.Dso);

        foreach (var key in new[] { "platone_wrong", dso })
        {
            using var errors = new StringWriter();
            var code = await PlatoneCommandLine.InvokeAsync(["pbm", $"{cluster.Node(1).Pbm}", "cluster", "show", "--api-key", key],
                TextWriter.Null, errors, CancellationToken.None);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("refused: the token is no operator's", errors.ToString(), StringComparison.Ordinal);
        }

        var refused = await Assert.ThrowsAsync<InputException>(() => ConnectAsync(""));
        Assert.Contains("refused: there is no token", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_the_nodes_own_processes_hang_an_operator_takes_a_session_to_its_publication()
    {
        await PrepareAsync();
        using var client = Operator();
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await Until.TrueAsync("the processes have begun", async _ => await CountAsync(connection,
            "select count(*) from scd.process_offset where process in ('clearing', 'reservations') and ordering > 0") == 2);
        using var dso = new FailoverClient(cluster.Addresses, await AdmitAsync(client, "pbm-dso", Role.Dso), Patience);
        string stuck;
        await using (await connection.BeginTransactionAsync())
        {
            // Whoever wants to move these two offsets waits for this transaction, and so handles nothing more.
            await using var held = new NpgsqlCommand(
                "select 1 from scd.process_offset where process in ('clearing', 'reservations') for update", connection);
            await held.ExecuteNonQueryAsync();
            stuck = await RequestedAsync(client, dso);
            await using var watching = await source.OpenConnectionAsync();
            await Until.TrueAsync("they hang", async _ => await CountAsync(watching,
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") >= 2);

            // Not before its time, and not by itself.
            await Until.TrueAsync("the gate may be closed", async _ => (await cluster.TypeAsync(1, $"market show -s {stuck}")).Output
                .Contains("| open |", StringComparison.Ordinal) && (await cluster.TypeAsync(1, $"market close-gate -s {stuck} --yes")) is
                (ExitCode.Ok, var closed, "") && closed == $"{stuck} | gate closed\n");
            string cleared = "";
            await Until.TrueAsync("it is cleared", async _ =>
                (await cluster.TypeAsync(2, $"market clear -s {stuck} --yes")) is (ExitCode.Ok, var text, "") && (cleared = text).Length > 0);
            Assert.Matches($@"\A{stuck} \| (cleared|validated)\n\z", cleared);
            await Until.TrueAsync("it is published", async _ =>
                (await cluster.TypeAsync(3, $"market publish -s {stuck} --yes")) is (ExitCode.Ok, var published, "") && published == $"{stuck} | published\n");
        }

        // They find it done, and go on.
        await Until.TrueAsync("the read model shows it", async _ => Regex.IsMatch((await cluster.TypeAsync(1, $"market show -s {stuck}")).Output,
            @"\| published \|.*\npeak \| up \| 0 \|"));
        Assert.Contains($"market publish -s {stuck}", await cluster.RecordedAsync(2));
    }

    [SkippableFact]
    public async Task A_read_model_is_rebuilt()
    {
        await PrepareAsync();
        Assert.Equal((ExitCode.Ok, "communities is being rebuilt\n", ""), await cluster.TypeAsync(1, "projection rebuild -n communities --yes"));
        await Until.TrueAsync("it is rebuilt", async _ => Regex.IsMatch((await cluster.TypeAsync(1, "projection lag")).Output,
            @"^communities \| [1-9]\d* \| 0$", RegexOptions.Multiline));
        Assert.Contains("projection rebuild -n communities", await cluster.RecordedAsync(2));
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    // Gives a key.
    private static async Task<string> AdmitAsync(FailoverClient client, string id, Role role)
    {
        await client.PostAsync<AdmissionBody, AdmittedView>("api/v1/participants", new AdmissionBody(id, id, role), CancellationToken.None);
        return (await client.PostAsync<object, IssuedKeyView>($"api/v1/participants/{id}/keys", new { }, CancellationToken.None)).ApiKey;
    }

    // Delivered on the day after its gate closes.
    private static Task OpenAsync(FailoverClient client, string name, DateTimeOffset gate) => client.PostAsync<SessionBody, OpenedSessionView>(
        "api/v1/sessions", new SessionBody(name, SessionKind.DayAhead, "pbm-area", "pbm-lv", "Europe/Rome",
            new DateTimeOffset(gate.UtcDateTime.Date, TimeSpan.Zero).AddDays(1), 96, gate), CancellationToken.None);

    private FailoverClient Operator() => new(cluster.Addresses, cluster.OperatorKey, Patience);

    private Task<PbmClient> ConnectAsync(string token) =>
        PbmClient.ConnectAsync(new PbmTarget("127.0.0.1", cluster.Node(1).Pbm.Port, false, []), token, CancellationToken.None);

    // A session with a request, whose gate closes soon: on a busy machine not before the request is there.
    private static async Task<string> RequestedAsync(FailoverClient client, FailoverClient dso)
    {
        for (var open = 3; ; open *= 2)
        {
            var (session, gate) = ($"stuck-{open}", TimeProvider.System.GetUtcNow().AddSeconds(open));
            await OpenAsync(client, session, gate);
            try
            {
                await dso.PostAsync<RequestBody, PlacedView>("api/v1/requests", new RequestBody(session, "peak", FlexibilityService.Congestion,
                    Direction.Up, [.. Enumerable.Range(0, 96).Select(i => i < 4 ? 1000L : 0)], gate.AddDays(3)), CancellationToken.None);
                return session;
            }
            catch (InputException) when (open < 60 && TimeProvider.System.GetUtcNow() >= gate)
            {
                // With more time.
            }
        }
    }

    // What the commands are to show: two light nodes, and a session that stays open.
    private async Task PrepareAsync()
    {
        cluster.Require();
        await cluster.MakeWholeAsync();
        await cluster.OnceAsync(async () =>
        {
            using var client = Operator();
            var validFrom = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            foreach (var number in new[] { 1, 2 })
            {
                var pod = (await client.PostAsync<PodBody, RegisteredPodView>("api/v1/pods",
                    new PodBody($"IT-PBM-{number}", validFrom, "12", "Europe/Rome", 3_300), CancellationToken.None)).Pod;
                await client.PostAsync<LightNodeBody, RegisteredLightNodeView>("api/v1/light-nodes",
                    new LightNodeBody($"PBM-{number}", pod, validFrom), CancellationToken.None);
            }

            await OpenAsync(client, "quiet", TimeProvider.System.GetUtcNow().AddDays(1));
            await Until.TrueAsync("it is shown", async _ => (await cluster.TypeAsync(1, "market show -s quiet")).Code == ExitCode.Ok);
        });
        await cluster.TypeAsync(2, "log write -m prepared");
    }
}
