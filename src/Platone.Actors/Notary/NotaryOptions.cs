using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary;

/// <summary>How the notary works.</summary>
public sealed record NotaryOptions
{
    /// <summary>
    /// First part of the log's origin; a random id follows when the log's key is made, and then it stays. A schema-less URL is best
    /// (C2SP tlog-checkpoint), without spaces and '+'.
    /// </summary>
    public string OriginPrefix
    {
        get;
        init => field = NoteKey.IsName(value)
            ? value
            : throw new ArgumentException($"'{value}' cannot begin a log's origin: not empty, no space, no '+'", nameof(OriginPrefix));
    } = "platone/log";

    /// <summary>Seal when so many leaves are pending.</summary>
    public int SealLeaves
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(SealLeaves));
            field = value;
        }
    } = 4096;

    /// <summary>Seal when a leaf has been pending for so long.</summary>
    public TimeSpan SealAge
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(SealAge));
            field = value;
        }
    } = TimeSpan.FromSeconds(60);

    /// <summary>How many journal rows become leaves in one transaction, at most.</summary>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(BatchSize));
            field = value;
        }
    } = 2048;
}
