using Platone.Host.Verbs;
using Spectre.Console;

namespace Platone.Host.Demo;

/// <summary>Shows a demo's progress: bars where the output is a terminal, else a line for each stage begun and ended.</summary>
internal sealed class DemoConsole : IDemoProgress
{
    private readonly Dictionary<DemoStage, ProgressTask> _tasks = [];
    private readonly ProgressContext? _bars;
    private readonly TextWriter _lines;

    private DemoConsole(ProgressContext? bars, TextWriter lines) => (_bars, _lines) = (bars, lines);

    /// <summary>Runs something and shows its progress meanwhile.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="isQuiet">Whether nothing is to be shown.</param>
    /// <param name="work">What is done.</param>
    public static async Task<T> ShowAsync<T>(VerbContext context, bool isQuiet, Func<IDemoProgress, Task<T>> work)
    {
        var capabilities = context.Console.Profile.Capabilities;
        if (isQuiet || !capabilities.Interactive || !capabilities.Ansi)
            return await work(new DemoConsole(null, isQuiet ? TextWriter.Null : context.Out));
        return await context.Console.Progress()
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(bars => work(new DemoConsole(bars, TextWriter.Null)));
    }

    /// <inheritdoc/>
    public void Begin(DemoStage stage, string what)
    {
        if (_bars is not null)
            _tasks[stage] = _bars.AddTask(Label(stage, what), maxValue: 1);
        else
            Line($"{stage}: {what} ...");
    }

    /// <inheritdoc/>
    public void Advance(DemoStage stage, double share, string detail)
    {
        if (!_tasks.TryGetValue(stage, out var task))
            return;
        task.Value = share;
        task.Description = Label(stage, detail);
    }

    /// <inheritdoc/>
    public void End(DemoStage stage, string result)
    {
        if (_tasks.TryGetValue(stage, out var task))
        {
            task.Value = 1;
            task.Description = Label(stage, result);
            task.StopTask();
        }
        else
        {
            Line($"{stage}: {result}");
        }
    }

    private static string Label(DemoStage stage, string text) => Markup.Escape($"{stage,-12} {text,-72}");

    private void Line(string text)
    {
        _lines.WriteLine(text);
        _lines.Flush();
    }
}
