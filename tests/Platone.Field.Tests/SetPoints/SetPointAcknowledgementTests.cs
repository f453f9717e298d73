using System.Text;
using CsCheck;
using MQTTnet.Protocol;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.SetPoints;
using Platone.Field.Tests.Mqtt;

namespace Platone.Field.Tests.SetPoints;

/// <summary>What becomes of acknowledgements of set points, right and wrong ones.</summary>
public class SetPointAcknowledgementTests
{
    private static readonly string Topic = LightNodeTopics.SetPointAcknowledgement("sn-1");

    [Theory]
    [InlineData("""{"id": "a", "p": 12}""", 12L)]
    [InlineData("""{"p": -12.5, "id": "a", "more": {"id": "b"}}""", -12L)]
    [InlineData("""{"id": "a", "p": null}""", null)]
    [InlineData("""{"id": "a"}""", null)]
    public void A_right_one_is_read(string json, long? measured)
    {
        Assert.Null(SetPointAcknowledgementDecoder.Decode(Encoding.UTF8.GetBytes(json), out var acknowledgement));
        Assert.Equal(new SetPointAcknowledgement("a", measured), acknowledgement);
    }

    [Theory]
    [InlineData("", "malformed JSON")]
    [InlineData("[]", "the body is an array")]
    [InlineData("{}", "id: is missing")]
    [InlineData("""{"id": 5}""", "id: is a number")]
    [InlineData("""{"id": ""}""", "id: has 0 characters")]
    [InlineData("""{"id": "a", "id": "b"}""", "id: is there twice")]
    [InlineData("""{"id": "a", "p": "5"}""", "p: is a text")]
    [InlineData("""{"id": "a", "p": 1e99}""", "p: is a number, must be a number in range")]
    [InlineData("""{"id": "a", "p": 1, "p": 1}""", "p: is there twice")]
    [InlineData("""{"id": "\ud800"}""", "id: has an escape")]
    [InlineData("""{"id": "a"} x""", "malformed JSON")]
    [InlineData("""{"id": "a", "p": NaN}""", "malformed JSON")]
    public void A_wrong_one_is_refused_by_field(string json, string reason) =>
        Assert.StartsWith(reason, SetPointAcknowledgementDecoder.Decode(Encoding.UTF8.GetBytes(json), out _), StringComparison.Ordinal);

    [Fact]
    public void Any_bytes_give_a_result() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 24]).Sample((bytes, at) =>
    {
        var whole = """{"id": "a", "p": -12.5}"""u8.ToArray();
        bytes.AsSpan(0, Math.Min(bytes.Length, whole.Length - Math.Min(at, whole.Length))).CopyTo(whole.AsSpan(Math.Min(at, whole.Length)));
        _ = SetPointAcknowledgementDecoder.Decode(whole, out _);
        _ = SetPointAcknowledgementDecoder.Decode(bytes, out _);
    }, iter: 10_000);

    [Fact]
    public async Task Bad_ones_are_acknowledged_counted_and_kept()
    {
        var at = TimeSpan.FromMilliseconds(20);
        await using var broker = await BrokerUnderTest.StartAsync(intake: new IntakeOptions { RefusalCheck = at, RefusalInterval = at });
        var node = broker.Field.Register("sn-1");
        broker.Field.Entities.Answer = c => c is AcknowledgeSetPoint ? new CommandReply.Refused(new Problem("unknown-set-point", "no such")) : null;
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        var refused = await client.PublishAsync(Topic, """{"id": 5}""");
        Assert.True(refused.IsSuccess);
        Assert.Equal("id: is a number, must be a text", refused.ReasonString);
        Assert.True((await client.PublishAsync(Topic, """{"id": "never"}""")).IsSuccess);
        Assert.Equal([Rejection.UnknownSetPoint, Rejection.Malformed], broker.Field.Intake.Rejected.Newest().Select(r => r.Why));
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Refused(node).Count == 2);
        Assert.Equal([(RefusalReason.Malformed, 1L), (RefusalReason.UnknownSetPoint, 1L)],
            broker.Field.Entities.Refused(node).OrderBy(r => r.Key).Select(r => (r.Key, r.Value)));
    }

    [Fact]
    public async Task A_strangers_is_counted_for_its_source_and_one_too_many_for_the_node()
    {
        await using var field = new FieldUnderTest(options: new IntakeOptions { ReadingsPerSecond = 0.001, Burst = 1 });
        field.Register("sn-1");
        field.Entities.Answer = c => c is AcknowledgeSetPoint ? new CommandReply.Done(1) : null;
        Assert.Equal(IntakeOutcome.UnknownNode, (await TakeAsync("nobody")).Outcome);
        Assert.Equal([("192.0.2.1", 1L)], field.Intake.Strangers.BySource());
        Assert.Equal(IntakeOutcome.Durable, (await TakeAsync("sn-1")).Outcome);
        Assert.Equal(IntakeOutcome.OverRate, (await TakeAsync("sn-1")).Outcome);

        Task<IntakeResult> TakeAsync(string serial) => field.Intake.TakeAcknowledgementAsync(serial, """{"id": "a"}"""u8.ToArray(), "192.0.2.1", default);
    }

    [Fact]
    public async Task Without_the_journal_there_is_no_PUBACK_and_the_connection_ends()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        broker.Field.Entities.Answer = _ => new CommandReply.Unavailable("restarting");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await Assert.ThrowsAnyAsync<Exception>(() => client.PublishAsync(Topic, """{"id": "a"}"""u8.ToArray(), MqttQualityOfServiceLevel.AtLeastOnce));
        await client.Disconnected;
    }

    [Fact]
    public async Task A_quick_one_waits_until_the_delivery_is_recorded()
    {
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        field.Entities.Answer = _ => new CommandReply.Done(1);
        var delivery = field.Intake.Deliveries.Begin(node, "a");
        var taking = field.Intake.TakeAcknowledgementAsync("sn-1", """{"id": "a"}"""u8.ToArray(), "192.0.2.1", default);
        Assert.Equal(IntakeOutcome.Durable, (await field.Intake.TakeAcknowledgementAsync("sn-1", """{"id": "b"}"""u8.ToArray(), "192.0.2.1", default)).Outcome);
        Assert.False(taking.IsCompleted);
        delivery.Dispose();
        Assert.Equal(IntakeOutcome.Durable, (await taking).Outcome);
        Assert.Equal(["b", "a"], field.Entities.Commands.OfType<AcknowledgeSetPoint>().Select(c => c.SetPoint));
    }
}
