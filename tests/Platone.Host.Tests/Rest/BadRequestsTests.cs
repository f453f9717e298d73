using System.Text.Json;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Problems;
using Platone.Host.Rest.Sensors;

namespace Platone.Host.Tests.Rest;

public sealed class BadRequestsTests
{
    [Theory]
    [InlineData("""{"code":"a","validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":"3"}""",
        "connectionW", "connectionW does not have the form it must have: a number")]
    [InlineData("""{"code":"a","validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3.5}""",
        "connectionW", "connectionW does not have the form it must have: a whole number")]
    [InlineData("""{"code":7,"validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3}""",
        "code", "code does not have the form it must have: text")]
    [InlineData("""{"code":"a","validFrom":"2026-01-01T00:00:00","bus":"b","timeZone":"UTC","connectionW":3}""",
        "validFrom", "validFrom does not have the form it must have: a time with its offset, such as 2026-11-22T14:00:00Z")]
    [InlineData("""{"code":"a","validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3,"ownr":"x"}""",
        "ownr", "there is no field ownr here")]
    [InlineData("""{"code":"a","Code":"a","validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3}""",
        "Code", "there is no field Code here")]
    [InlineData("""{"code":"a","code":"b","validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3}""",
        "code", "code is given twice")]
    [InlineData("""{"code":"a","validFrom":"2026-01-01T00:00:00Z"}""", "bus", "missing: bus, timeZone, connectionW")]
    [InlineData("""{"code":null,"validFrom":"2026-01-01T00:00:00Z","bus":"b","timeZone":"UTC","connectionW":3}""", "code", "code must not be null")]
    [InlineData("""{"code":"a",""", null, "the body is not JSON (line 1, byte 12)")]
    [InlineData("", null, "the body is not JSON (line 1, byte 1)")]
    public void A_wrong_body_is_explained_by_its_field(string body, string? field, string detail)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<PodBody>(body, ApiJson.Options));

        var document = BadRequests.Describe(fault);

        Assert.Equal((400, field, detail), (document.Status, document.Field, document.Detail));
    }

    [Theory]
    [InlineData("""{"samples":[{"time":"2026-01-01T00:00:00Z","measurand":"frequency","value":50},{"time":"2026-01-01T00:00:00Z","measurand":"speed","value":1}]}""",
        "samples[1].measurand")]
    [InlineData("""{"samples":[{"time":"2026-01-01T00:00:00Z","measurand":7,"value":50}]}""", "samples[0].measurand")]
    [InlineData("""{"samples":[{"time":"2026-01-01T00:00:00Z","measurand":"frequency","value":"NaN"}]}""", "samples[0].value")]
    [InlineData("""{"samples":[{"time":"2026-01-01T00:00:00Z","measurand":"frequency"}]}""", "samples[0].value")]
    [InlineData("""{"samples":[null]}""", "samples[0]")]
    [InlineData("""{"samples":[{"time":"2026-01-01T00:00:00Z","measurand":"frequency","value":50},null,{"time":"2026-01-01T00:00:00Z","measurand":"frequency","value":50}]}""",
        "samples[1]")]
    public void A_wrong_element_is_named_with_its_place(string body, string field) =>
        Assert.Equal(field, BadRequests.Describe(Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<SamplesBody>(body, ApiJson.Options))).Field);

    [Theory]
    [InlineData("2026-11-22T14:00:00Z", "2026-11-22T14:00:00Z")]
    [InlineData("2026-11-22T14:00:00.25+01:00", "2026-11-22T13:00:00.25Z")]
    [InlineData("2026-11-22T14:00:00 01:00", "2026-11-22T13:00:00Z")]
    [InlineData("2026-11-22T14:00Z", "2026-11-22T14:00:00Z")]
    [InlineData("2026-11-22T14:00:00", null)]
    [InlineData("2026-11-22", null)]
    [InlineData("22/11/2026", null)]
    [InlineData("2026-13-22T14:00:00Z", null)]
    [InlineData(null, null)]
    public void A_time_needs_its_offset(string? text, string? expected) =>
        Assert.Equal(expected, UtcTime.TryParse(text, null, out var time) ? time.ToString() : null);
}
