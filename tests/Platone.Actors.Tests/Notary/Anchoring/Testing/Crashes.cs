namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>Lets the node die at any step: before something is done, or after it was done and before anybody hears of it.</summary>
internal sealed class Crashes(Func<bool> dies)
{
    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>Does something, unless the node dies before; the caller hears of it unless it dies after.</summary>
    public async Task<T> AroundAsync<T>(Func<Task<T>> action)
    {
        Die();
        var result = await action();
        Die();
        return result;
    }

    private void Die()
    {
        if (!dies())
            return;
        Count++;
        throw new CrashException();
    }
}

/// <summary>The node died.</summary>
internal sealed class CrashException : Exception;
