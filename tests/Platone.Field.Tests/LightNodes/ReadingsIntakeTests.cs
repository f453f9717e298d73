using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;

namespace Platone.Field.Tests.LightNodes;

public class ReadingsIntakeTests
{
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.Parse(new string('1', 64));
    private static readonly Secp256k1PrivateKey OtherKey = Secp256k1PrivateKey.Parse(new string('2', 64));

    [Fact]
    public async Task Readings_are_durable_and_acknowledged()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        var result = await field.TakeAsync("sn-1", Messages.Array(3));
        Assert.Equal(IntakeOutcome.Durable, result.Outcome);
        Assert.Equal([new Acknowledgement(0, 2)], result.Acknowledged.ToArray());
        Assert.Equal([0L, 1, 2], field.Entities.Recorded(node).Select(r => r.Seq));
        Assert.Equal(0, field.Intake.Rejected.Count);
    }

    [Fact]
    public async Task The_answer_waits_for_the_journal()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        var held = field.Entities.Hold();
        var taking = field.TakeAsync("sn-1", Messages.One(0));
        await field.Entities.WaitAsync(() => field.Entities.Commands.Count == 1);
        Assert.False(taking.IsCompleted);
        held.Dispose();
        Assert.Equal(IntakeOutcome.Durable, (await taking).Outcome);
        Assert.Single(field.Entities.Recorded(node));
    }

    [Fact]
    public async Task A_journal_that_does_not_confirm_in_time_is_unavailable()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        field.Register("sn-1");
        using (field.Entities.Hold())
        {
            var taking = field.TakeAsync("sn-1", Messages.One(0));
            await field.Entities.WaitAsync(() => field.Entities.Commands.Count == 1);
            clock.Advance(new IntakeOptions().CommitTimeout);
            Assert.True((await taking).MustComeAgain);
        }

        field.Entities.Answer = _ => new CommandReply.Unavailable("restarting");
        Assert.Equal("restarting", (await field.TakeAsync("sn-1", Messages.One(0))).Detail);
        field.Entities.Answer = _ => null;
    }

    [Fact]
    public async Task An_unknown_serial_is_counted_for_its_source_and_asks_no_entity()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        for (var i = 0; i < 5; i++)
            Assert.Equal(IntakeOutcome.UnknownNode, (await field.TakeAsync("stranger", Messages.One(i), "192.0.2.7")).Outcome);
        Assert.Equal(IntakeOutcome.UnknownNode, (await field.TakeAsync("no/serial", "{", "192.0.2.8")).Outcome);
        Assert.Equal([("192.0.2.7", 5L), ("192.0.2.8", 1L)], field.Intake.Strangers.BySource());
        Assert.Equal(0, field.Entities.Asked);
        Assert.Empty(field.Entities.Commands);
        Assert.Equal(1, field.Directory.Lookups);

        field.Register("stranger");
        clock.Advance(new IntakeOptions().NodeExpiry);
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("stranger", Messages.One(0))).Outcome);
    }

    [Fact]
    public async Task A_serial_the_directory_knows_but_nobody_registered_is_unknown()
    {
        await using var field = new FieldUnderTest();
        field.Directory.Assign(Actors.Kernel.Keys.DirectoryKind.LightNode, "sn-1");
        Assert.Equal(IntakeOutcome.UnknownNode, (await field.TakeAsync("sn-1", Messages.One(0))).Outcome);
        Assert.Empty(field.Entities.Commands);
    }

    [Fact]
    public async Task Sources_beyond_the_bound_share_a_counter()
    {
        await using var field = new FieldUnderTest(options: new IntakeOptions { UnknownSources = 2, UnknownSerials = 3 });
        for (var i = 0; i < 10; i++)
            await field.TakeAsync($"stranger-{i}", Messages.One(0), $"192.0.2.{i}");
        Assert.Equal([(StrangerCounter.Others, 8L), ("192.0.2.0", 1), ("192.0.2.1", 1)], field.Intake.Strangers.BySource());
    }

    [Fact]
    public async Task A_refused_message_is_kept_with_its_head_and_reason()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        var node = field.Register("sn-1");
        var json = $$"""{"seq":1,"time":"2024-11-22T14:00:04Z","p":"x","note":"{{new string('y', 500)}}"}""";
        var result = await field.TakeAsync("sn-1", json);
        Assert.Equal((IntakeOutcome.Refused, "p: is a text, must be a number"), (result.Outcome, result.Detail));
        var rejected = Assert.Single(field.Intake.Rejected.Newest());
        Assert.Equal(("sn-1", "192.0.2.1", Rejection.Malformed, "p: is a text, must be a number", json.Length, clock.GetUtcNow()),
            (rejected.Serial, rejected.Source, rejected.Why, rejected.Reason, rejected.Bytes, rejected.At));
        Assert.Equal(json[..256], Encoding.UTF8.GetString(rejected.Head.AsSpan()));
        Assert.Empty(field.Entities.Recorded(node));
    }

    [Fact]
    public async Task The_rejected_log_keeps_the_last_thousand()
    {
        await using var field = new FieldUnderTest();
        field.Register("sn-1");
        for (var i = 0; i < 1_005; i++)
            await field.TakeAsync("sn-1", $"{i}");
        var kept = field.Intake.Rejected.Newest();
        Assert.Equal(1_005, field.Intake.Rejected.Count);
        Assert.Equal(Enumerable.Range(5, 1_000).Reverse().Select(i => $"{i}"), kept.Select(r => Encoding.UTF8.GetString(r.Head.AsSpan())));
    }

    [Fact]
    public async Task A_faulty_reading_does_not_take_the_others_with_it()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        var result = await field.TakeAsync("sn-1", $$"""[{{Messages.One(0)}},{"seq":1,"time":"2024-11-22T14:00:04Z","v":"high"},{{Messages.One(2)}}]""");
        Assert.Equal((IntakeOutcome.Durable, "[1].v: is a text, must be a number"), (result.Outcome, result.Detail));
        Assert.Equal([0L, 2], field.Entities.Recorded(node).Select(r => r.Seq));
        Assert.Equal([new Acknowledgement(0, 0)], result.Acknowledged.ToArray());

        // Once the refusal is recorded, the faulty one counts as dealt with and the device may forget it.
        var later = new TaskCompletionSource<ImmutableArray<Acknowledgement>>();
        field.Intake.AcknowledgedLater += (_, acknowledgements) => later.TrySetResult(acknowledgements);
        Assert.Equal([new Acknowledgement(0, 2)], (await later.Task.WaitAsync(Testing.Deadline.Default)).ToArray());
        Assert.Equal(1, field.Entities.Refused(node)[RefusalReason.Malformed]);
    }

    [Fact]
    public async Task Refusals_become_one_command_a_minute_for_each_node()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        var (a, b) = (field.Register("a"), field.Register("b"));
        async Task SendAsync()
        {
            for (var i = 0; i < 10; i++)
                await field.TakeAsync("a", "{");
            await field.TakeAsync("b", "{");
        }

        int Commands(LightNodeId id) => field.Entities.Commands.OfType<CountRefusals>().Count(c => c.Id == id);
        async Task AdvanceAsync(int seconds, Func<bool> until)
        {
            for (var i = 0; i < seconds; i++)
                clock.Advance(TimeSpan.FromSeconds(1));
            while (!until())
            {
                clock.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }
        }

        await SendAsync();
        await AdvanceAsync(1, () => Commands(a) == 1 && Commands(b) == 1);
        await field.Entities.WaitAsync(() => field.Entities.Refused(a).GetValueOrDefault(RefusalReason.Malformed) == 10);
        await SendAsync();
        await SendAsync();
        await AdvanceAsync(58, () => true);
        Assert.Equal((1, 1), (Commands(a), Commands(b)));
        await AdvanceAsync(3, () => Commands(a) == 2 && Commands(b) == 2);
        await field.Entities.WaitAsync(() => field.Entities.Refused(a)[RefusalReason.Malformed] == 30 && field.Entities.Refused(b)[RefusalReason.Malformed] == 3);
    }

    [Fact]
    public async Task Refusals_that_could_not_be_recorded_are_kept_and_sent_at_the_end()
    {
        var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        field.Entities.Answer = c => c is CountRefusals ? new CommandReply.Unavailable("restarting") : null;
        await field.TakeAsync("sn-1", "{");
        await field.Entities.WaitAsync(() => field.Entities.Commands.OfType<CountRefusals>().Count() >= 2);
        await field.TakeAsync("sn-1", "}");
        field.Entities.Answer = _ => null;
        await field.DisposeAsync();
        Assert.Equal(2, field.Entities.Refused(node)[RefusalReason.Malformed]);
    }

    [Fact]
    public async Task Who_sends_too_fast_is_refused_until_the_bucket_has_filled_and_no_other_node_feels_it()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock, new IntakeOptions { ReadingsPerSecond = 10, Burst = 100 });
        var (fast, slow) = (field.Register("fast"), field.Register("slow"));
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("fast", Messages.Array(60))).Outcome);
        var refused = await field.TakeAsync("fast", Messages.Array(60, 60));
        Assert.Equal(IntakeOutcome.OverRate, refused.Outcome);
        Assert.Empty(refused.Acknowledged);
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("slow", Messages.Array(60))).Outcome);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([new Acknowledgement(0, 119)], (await field.TakeAsync("fast", Messages.Array(60, 60))).Acknowledged.ToArray());
        await field.DisposeAsync();
        Assert.Equal(60, field.Entities.Refused(fast)[RefusalReason.OverRate]);
        Assert.Empty(field.Entities.Refused(slow));
        Assert.Equal(120, field.Entities.Recorded(fast).Count);
    }

    [Fact]
    public async Task A_keyed_node_signs_and_the_signed_bytes_go_with_the_readings()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1", Key.PublicKey);
        var result = await field.TakeAsync("sn-1", Sign(Key, Messages.Array(2)));
        Assert.Equal([new Acknowledgement(0, 1)], result.Acknowledged.ToArray());
        var evidence = Assert.Single(field.Entities.Evidence(node));
        Assert.Equal(Messages.Array(2), Encoding.UTF8.GetString(evidence.Data.AsSpan()));
        Assert.Equal(Key.PublicKey.Hex, evidence.PublicKey);
        Assert.True(Key.PublicKey.Verify(evidence.Data.AsSpan(), evidence.Signature.AsSpan()));
    }

    [Fact]
    public async Task A_keyed_node_cannot_be_spoken_for()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1", Key.PublicKey);
        var changed = Sign(Key, Messages.Array(2)).Replace("\"data\":\"W", "\"data\":\"X", StringComparison.Ordinal);
        foreach (var message in (string[])[Messages.Array(2), Sign(OtherKey, Messages.Array(2)), changed])
            Assert.Equal(IntakeOutcome.Refused, (await field.TakeAsync("sn-1", message)).Outcome);
        Assert.Empty(field.Entities.Recorded(node));
        Assert.All(field.Intake.Rejected.Newest(), r => Assert.Equal(Rejection.BadSignature, r.Why));
        await field.DisposeAsync();
        Assert.Equal(3, field.Entities.Refused(node)[RefusalReason.BadSignature]);
        Assert.All(field.Entities.Commands.OfType<CountRefusals>(), c => Assert.Empty(c.Keys));
    }

    [Fact]
    public async Task A_changed_key_is_seen()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        var node = field.Register("sn-1", Key.PublicKey);
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("sn-1", Sign(Key, Messages.One(0)))).Outcome);
        field.Entities.ChangeKey(node, OtherKey.PublicKey.Hex);

        // A signature that does not fit makes the gateway ask again, at most once a second.
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("sn-1", Sign(OtherKey, Messages.One(1)))).Outcome);
        Assert.Equal(IntakeOutcome.Refused, (await field.TakeAsync("sn-1", Sign(Key, Messages.One(2)))).Outcome);
        Assert.Equal(2, field.Entities.Asked);

        field.Entities.ChangeKey(node, null);
        clock.Advance(new IntakeOptions().NodeExpiry);
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("sn-1", Messages.One(2))).Outcome);
        field.Entities.ChangeKey(node, Key.PublicKey.Hex);
        clock.Advance(new IntakeOptions().NodeExpiry);
        Assert.Equal(IntakeOutcome.Refused, (await field.TakeAsync("sn-1", Messages.One(3))).Outcome);
    }

    [Fact]
    public async Task Of_a_node_whose_key_was_revoked_nothing_is_taken_until_it_has_another()
    {
        var clock = Messages.Clock();
        await using var field = new FieldUnderTest(clock);
        var node = field.Register("sn-1", Key.PublicKey);
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("sn-1", Sign(Key, Messages.One(0)))).Outcome);
        field.Entities.RevokeKey(node);
        clock.Advance(new IntakeOptions().NodeExpiry);
        foreach (var message in (string[])[Sign(Key, Messages.One(1)), Messages.One(1), Sign(OtherKey, Messages.One(1))])
        {
            var result = await field.TakeAsync("sn-1", message);
            Assert.Equal((IntakeOutcome.Refused, "sig: this node's key was revoked"), (result.Outcome, result.Detail));
        }
        Assert.All(field.Intake.Rejected.Newest(), r => Assert.Equal(Rejection.BadSignature, r.Why));

        field.Entities.ChangeKey(node, OtherKey.PublicKey.Hex);
        clock.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(IntakeOutcome.Durable, (await field.TakeAsync("sn-1", Sign(OtherKey, Messages.One(1)))).Outcome);
        await field.DisposeAsync();
        Assert.Equal(3, field.Entities.Refused(node)[RefusalReason.BadSignature]);
        Assert.Equal(2, field.Entities.Recorded(node).Count);
    }

    [Fact]
    public async Task What_the_node_refuses_for_good_is_kept_with_the_reason()
    {
        await using var field = new FieldUnderTest();
        field.Register("sn-1");
        var result = await field.TakeAsync("sn-1", $$"""[{{Messages.One(0)}},{"seq":1,"time":"2200-01-01T00:00:00Z"}]""");
        Assert.Equal(IntakeOutcome.Durable, result.Outcome);
        Assert.Contains("TimeInFuture", Assert.Single(field.Intake.Rejected.Newest()).Reason, StringComparison.Ordinal);
        field.Entities.Answer = c => c is RecordReadings ? new CommandReply.Refused(new Problem("erased", "the POD was erased", null, ProblemKind.Gone)) : null;
        Assert.Equal((IntakeOutcome.Refused, "erased: the POD was erased"), ((await field.TakeAsync("sn-1", Messages.One(2))) is var r ? (r.Outcome, r.Detail) : default));
    }

    [Fact]
    public async Task No_more_than_the_bound_is_on_its_way_to_the_journal()
    {
        await using var field = new FieldUnderTest(options: new IntakeOptions { MaxInFlight = 3 });
        field.Register("sn-1");
        List<Task<IntakeResult>> taking;
        using (field.Entities.Hold())
        {
            taking = [.. Enumerable.Range(0, 10).Select(i => field.TakeAsync("sn-1", Messages.One(i)))];
            await field.Entities.WaitAsync(() => field.Entities.Commands.Count == 3);
        }

        Assert.All(await Task.WhenAll(taking), r => Assert.Equal(IntakeOutcome.Durable, r.Outcome));
    }

    internal static string Sign(Secp256k1PrivateKey key, string json)
    {
        var data = Encoding.UTF8.GetBytes(json);
        return $$"""{"data":"{{Base64Url.EncodeToString(data)}}","sig":"{{Base64Url.EncodeToString(key.Sign(data))}}"}""";
    }
}
