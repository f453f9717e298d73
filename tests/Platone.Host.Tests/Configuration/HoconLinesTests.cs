using Platone.Host.Configuration;

namespace Platone.Host.Tests.Configuration;

public sealed class HoconLinesTests
{
    [Fact]
    public void Every_way_to_set_a_key_has_its_line()
    {
        var lines = HoconLines.Of(
            """"
            # a comment with a = 1 in it
            platone.http.listen = "127.0.0.1:8080"
            platone {
              mqtt { embedded = on, port = 1 } // and b = 2
              list = [
                "x = 1",
                { y = 2 }
              ]
              "quoted" : ${?HOME}
              text = """
              inner = 3
              """
              after = 4
            }
            akka.loglevel = INFO
            """");

        Assert.Equal(
            new SortedDictionary<string, int>(StringComparer.Ordinal)
            {
                ["akka.loglevel"] = 15,
                ["platone"] = 3,
                ["platone.after"] = 13,
                ["platone.http.listen"] = 2,
                ["platone.list"] = 5,
                ["platone.mqtt"] = 4,
                ["platone.mqtt.embedded"] = 4,
                ["platone.mqtt.port"] = 4,
                ["platone.quoted"] = 9,
                ["platone.text"] = 10,
            },
            new SortedDictionary<string, int>(lines.ToDictionary(), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("}", 1, "a '}' closes nothing")]
    [InlineData("a = 1\n\"", 2, "a quote is not closed")]
    [InlineData("a = \"x\nb = 1", 1, "a quote is not closed")]
    [InlineData("\"\"\"", 1, "a triple quote is not closed")]
    [InlineData("a = \"\\", 1, "a quote is not closed")]
    [InlineData("\na {\n b {\n }\n", 2, "a '{' is not closed")]
    [InlineData("a = [\n 1", 1, "a '[' is not closed")]
    [InlineData("a = 1\nlisten = [::1]:1883", 2, "a list's element with a ':' must be in quotes")]
    [InlineData("a = 1]", 1, "a ']' closes nothing")]
    [InlineData("a = 1\nb\nc = 2", 2, "the key b has no value")]
    [InlineData("a { b }", 1, "the key b has no value")]
    public void Text_that_does_not_close_is_refused_with_its_line(string text, int line, string fault)
    {
        var thrown = Assert.Throws<HoconFormException>(() => HoconLines.Of(text));

        Assert.Equal((line, fault), (thrown.Line, thrown.Message));
    }

    [Fact]
    public void The_built_in_files_have_the_form_of_HOCON() =>
        Assert.All(Directory.GetFiles(NodeConfiguration.BuiltInFolder, "*.conf"), file => Assert.NotEmpty(HoconLines.Of(File.ReadAllText(file))));
}
