using System.Runtime.CompilerServices;
using Platone.Testing;

namespace Platone.Field.Tests;

/// <summary>Waits for what nothing announces.</summary>
internal static class Eventually
{
    /// <summary>Looks at a condition until it holds.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public static async Task Async(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        try
        {
            while (!condition())
                await Task.Delay(5, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"not within {Deadline.Default}: {text}");
        }
    }
}
