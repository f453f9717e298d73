namespace Platone.Host.Verbs;

/// <summary>What the process ends with (operations, "One executable").</summary>
internal static class ExitCode
{
    /// <summary>Done; the answer is yes.</summary>
    public const int Ok = 0;

    /// <summary>Done; the answer is no: a proof does not hold, there is no such event.</summary>
    public const int No = 1;

    /// <summary>Bad usage or input; standard error names the option, file, line or field.</summary>
    public const int BadInput = 2;

    /// <summary>A fault inside the program or in what it depends on.</summary>
    public const int Internal = 3;
}
