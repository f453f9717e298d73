using Platone.Actors.Kernel;
using Platone.Actors.Markets.Awards;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>How awards were validated. The numbers are stored: never change one.</summary>
public enum ValidationMethod
{
    /// <summary>All were accepted as they are: no power flow was run.</summary>
    PassThrough = 1,
}

/// <summary>The rule of an operator without a network model: every award is accepted as it is.</summary>
internal static class PassThrough
{
    /// <summary>The verdicts, in the order of the awards.</summary>
    public static ValueList<AwardVerdict> Verdicts(ValueList<AwardToValidate> awards) =>
        awards.Select(a => new AwardVerdict(a.Award, Finding.Accepted, a.Factor)).ToValueList();
}
