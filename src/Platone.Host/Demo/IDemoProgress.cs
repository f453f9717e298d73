namespace Platone.Host.Demo;

/// <summary>Told how far a demo is.</summary>
internal interface IDemoProgress
{
    /// <summary>A stage has begun.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="what">What it is about, for people.</param>
    void Begin(DemoStage stage, string what);

    /// <summary>A stage has come so far.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="share">0 to 1.</param>
    /// <param name="detail">What it is at, for people.</param>
    void Advance(DemoStage stage, double share, string detail);

    /// <summary>A stage has happened.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="result">What came of it, for people.</param>
    void End(DemoStage stage, string result);
}
