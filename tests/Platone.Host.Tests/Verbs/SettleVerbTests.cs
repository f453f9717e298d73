using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Verbs;

public sealed partial class SettleVerbTests : IDisposable
{
    private const string Line =
        """{"order":"o","pod":"p","direction":"up","interval":0,"baselineW":10,"orderedW":2,"meteredW":7,"price":7,"penaltyPrice":11}""";

    private readonly TestDirectory _folder = new("settle");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_example_of_the_documentation_works()
    {
        var section = File.ReadAllText(Repository.Path("docs/cli.md")).Split("### settle")[1];
        var example = JsonFence().Match(section).Groups[1].Value;
        var shown = PlainFence().Match(section).Groups[1].Value;

        var (code, output, errors) = await SettleAsync(example);

        Assert.True(code == ExitCode.Ok, errors);
        Assert.Contains(shown, output, StringComparison.Ordinal);
        Assert.Contains("dso-7", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reference_table()
    {
        // Per MW and interval of an hour: A = 7 to 11 MW.
        var lines = Enumerable.Range(7, 5).Select(a => $$"""
            {"order":"o","pod":"p","direction":"up","interval":{{a}},"baselineW":10e6,"orderedW":2000000,"meteredW":{{a}}000000,"price":7,"penaltyPrice":11}
            """);

        var answer = await AnswerAsync($$"""{"intervalMinutes":60,"currency":"EUR","rules":{"uncappedDeficiency":true},"lines":[{{string.Join(',', lines)}}]}""");

        Assert.Equal([14m, 14m, -4m, -22m, -33m], Numbers(answer, "net"));
        Assert.Equal([14m, 14m, 7m, 0m, 0m], Numbers(answer, "paid"));
        Assert.Equal([0m, 0m, 11m, 22m, 33m], Numbers(answer, "penalty"));
        Assert.Equal([2_000_000m, 2_000_000m, 1_000_000m, 0m, 0m], Numbers(answer, "deliveredW"));
        Assert.Equal([0m, 0m, 1_000_000m, 2_000_000m, 3_000_000m], Numbers(answer, "deficiencyW"));
        Assert.Equal((35m, 66m, -31m),
            ((decimal)answer["totals"]!["paid"]!, (decimal)answer["totals"]!["penalty"]!, (decimal)answer["totals"]!["net"]!));
    }

    [Fact]
    public async Task Lines_are_not_rounded_and_totals_are_once()
    {
        // Ten lines of 0.0025 EUR: each alone rounds to nothing.
        var lines = Enumerable.Range(0, 10).Select(i => $$"""
            {"order":"o","pod":{{i}},"direction":"down","interval":"2026-03-01T00:15:00Z","baselineW":0,"orderedW":1000.5,"meteredW":1000,"price":10}
            """);

        var answer = await AnswerAsync($$"""{"intervalMinutes":15,"currency":"EUR","lines":[{{string.Join(',', lines)}}]}""");

        Assert.All(Numbers(answer, "paid"), p => Assert.Equal(0.0025m, p));
        Assert.Equal("0.02", answer["totals"]!["paid"]!.ToJsonString());   // 0.025: half to even
        Assert.Equal("2026-03-01T00:15:00Z", (string)answer["lines"]![3]!["interval"]!);
        Assert.Equal(3, (int)answer["lines"]![3]!["pod"]!);
        Assert.Equal((0m, 1000.5m, 1000m, 10m, 0m), ((decimal)answer["lines"]![3]!["baselineW"]!, Numbers(answer, "orderedW")[3],
            Numbers(answer, "meteredW")[3], Numbers(answer, "price")[3], Numbers(answer, "penaltyPrice")[3]));
    }

    [Fact]
    public async Task Currencies_round_to_their_own_minor_unit()
    {
        var line = Line.Replace("\"baselineW\":10", "\"baselineW\":10e6", StringComparison.Ordinal).Replace("\"orderedW\":2", "\"orderedW\":1234567", StringComparison.Ordinal);

        var answer = await AnswerAsync($$"""{"intervalMinutes":60,"currency":"JPY","lines":[{{line}}]}""");

        Assert.Equal("9", answer["totals"]!["net"]!.ToJsonString());
        Assert.Equal(8.641969m, Numbers(answer, "net")[0]);
    }

    [Fact]
    public async Task Missing_data_is_told_of_per_line()
    {
        static string At(int interval, string metered) => Line.Replace("\"interval\":0", $"\"interval\":{interval}", StringComparison.Ordinal)
            .Replace("\"meteredW\":7", $"\"meteredW\":{metered}", StringComparison.Ordinal);
        var lines = string.Join(',', At(0, "8"), At(1, "null"), At(2, "9"));
        string File(string rules) => $$"""{"intervalMinutes":15,"currency":"EUR","rules":{{rules}},"lines":[{{lines}}]}""";

        var waiting = await AnswerAsync(File("{}"));
        Assert.Equal("waiting", (string)waiting["lines"]![1]!["basis"]!);
        Assert.Null(waiting["lines"]![1]!["net"]);
        Assert.Equal(1, (int)waiting["totals"]!["waitingLines"]!);

        var substituted = await AnswerAsync(File("""{"missingData":"Substitute"}"""));
        Assert.Equal(("substituted", "interpolation", 8.5m, 1.5m), ((string)substituted["lines"]![1]!["basis"]!,
            (string)substituted["lines"]![1]!["substitute"]!, (decimal)substituted["lines"]![1]!["substituteW"]!, Numbers(substituted, "deliveredW")[1]));

        Assert.Equal("nothing-paid", (string)(await AnswerAsync(File("""{"missingData":"payNothing"}""")))["lines"]![1]!["basis"]!);
    }

    [Theory]
    [InlineData("\"orderedW\":2", "\"orderedW\":-2", "lines[0].orderedW is -2: must be more than 0")]
    [InlineData("\"orderedW\":2", "\"orderedW\":0", "lines[0].orderedW is 0: must be more than 0")]
    [InlineData("\"orderedW\":2", "\"orderedW\":\"NaN\"", "lines[0].orderedW is not a number but \"NaN\"")]
    [InlineData("\"meteredW\":7", "\"meteredW\":NaN", ":1: not JSON")]
    [InlineData("\"meteredW\":7", "\"meteredW\":1e999", "lines[0].meteredW is beyond 28 digits")]
    [InlineData("\"meteredW\":7", "\"meteredW\":0.0000001", "lines[0].meteredW is 0.0000001: must be a power")]
    [InlineData("\"meteredW\":7,", "", "lines[0].meteredW is missing")]
    [InlineData("\"direction\":\"up\"", "\"direction\":\"sideways\"", "lines[0].direction is 'sideways': must be up, down")]
    [InlineData("\"direction\":\"up\",", "", "lines[0].direction is missing")]
    [InlineData("\"price\":7", "\"price\":\"7\"", "lines[0].price is not a number but \"7\"")]
    [InlineData("\"price\":7", "\"price\":7,\"prize\":8", "unknown field lines[0].prize")]
    [InlineData("\"price\":7", "\"price\":7,\"price\":8", ":1: not JSON, or a field is there twice")]
    [InlineData("\"penaltyPrice\":11", "\"penaltyPrice\":-1", "lines[0].penaltyPrice is -1: must be 0 or more")]
    [InlineData("\"interval\":0", "\"interval\":0.5", "lines[0].interval is neither a whole number nor a time")]
    [InlineData("\"interval\":0", "\"interval\":\"2026-03-01T00:20:00Z\"", "lines[0].interval does not begin on a multiple of 900 s")]
    [InlineData("\"pod\":\"p\"", "\"pod\":\"\"", "lines[0].pod is not a name")]
    [InlineData("\"currency\":\"EUR\"", "\"currency\":\"euro\"", "currency is 'euro'")]
    [InlineData("\"intervalMinutes\":15", "\"intervalMinutes\":0", "intervalMinutes is 0: must be more than 0")]
    [InlineData("\"rules\":{}", "\"rules\":{\"penalty\":1}", "unknown field rules.penalty")]
    [InlineData("\"rules\":{}", "\"rules\":{\"settlementLevel\":\"portfolio\"}", "rules.settlementLevel is 'portfolio': must be pod, order")]
    [InlineData("\"rules\":{}", "\"rules\":{\"minimumDeliveryRatio\":1.5}", "rules.minimumDeliveryRatio is 1.5: must be 0 to 1")]
    [InlineData("\"rules\":{}", "\"rules\":{\"paymentCapped\":1}", "rules.paymentCapped is not true or false but 1")]
    [InlineData("\"rules\":{}", "\"rules\":{\"slidingScale\":[{\"from\":0.5,\"share\":1},{\"from\":0.5,\"share\":1}]}", "rules.slidingScale[1].from")]
    public async Task What_is_wrong_is_said_with_file_and_field(string right, string wrong, string fault)
    {
        var file = $$"""{"intervalMinutes":15,"currency":"EUR","rules":{},"lines":[{{Line}}]}""";
        Assert.Contains(right, file, StringComparison.Ordinal);

        var (code, output, errors) = await SettleAsync(file.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.StartsWith("platone: ", errors, StringComparison.Ordinal);
        Assert.Contains("input.json", errors, StringComparison.Ordinal);
        Assert.Contains(fault, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"orderedW\":2", "\"orderedW\":3", "lines[1].order has the same POD, direction and interval as in lines[0]")]
    [InlineData("\"order\":\"o\"", "\"order\":\"q\"", "")]
    [InlineData("\"order\":\"o\",\"pod\":\"p\",\"direction\":\"up\",\"interval\":0,\"baselineW\":10",
        "\"order\":\"q\",\"pod\":\"p\",\"direction\":\"up\",\"interval\":0,\"baselineW\":9", "lines[1].baselineW differs from that of lines[0]")]
    [InlineData("\"direction\":\"up\",\"interval\":0,\"baselineW\":10,\"orderedW\":2,\"meteredW\":7",
        "\"direction\":\"down\",\"interval\":0,\"baselineW\":10,\"orderedW\":2,\"meteredW\":8", "lines[1].meteredW differs from that of lines[0]")]
    public async Task Lines_must_agree(string right, string wrong, string fault)
    {
        Assert.Contains(right, Line, StringComparison.Ordinal);
        var (code, _, errors) = await SettleAsync(
            $$"""{"intervalMinutes":15,"currency":"EUR","lines":[{{Line}},{{Line.Replace(right, wrong, StringComparison.Ordinal)}}]}""");

        Assert.Equal(fault.Length == 0 ? ExitCode.Ok : ExitCode.BadInput, code);
        Assert.Contains(fault, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_fault() => Assert.Equal(ExitCode.Ok,
        (await SettleAsync("\ufeff" + $$"""{"intervalMinutes":15,"currency":"EUR","lines":[{{Line}}]}""")).Code);

    [Fact]
    public async Task A_file_that_is_not_there_is_said_so()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(ExitCode.BadInput, await PlatoneCommandLine.InvokeAsync(["settle", _folder.File("none.json")], output, errors, CancellationToken.None));
        Assert.Contains("none.json", errors.ToString(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> AnswerAsync(string file)
    {
        var (code, output, errors) = await SettleAsync(file, "--json");
        Assert.True(code == ExitCode.Ok, errors);
        return JsonNode.Parse(output)!;
    }

    private async Task<(int Code, string Output, string Errors)> SettleAsync(string file, params string[] options)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await PlatoneCommandLine.InvokeAsync(
            ["settle", _folder.Write("input.json", file), .. options], output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    private static decimal[] Numbers(JsonNode answer, string field) => [.. answer["lines"]!.AsArray().Select(l => (decimal)l![field]!)];

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonFence();

    [GeneratedRegex("```\n(paid .*?)\n```", RegexOptions.Singleline)]
    private static partial Regex PlainFence();
}
