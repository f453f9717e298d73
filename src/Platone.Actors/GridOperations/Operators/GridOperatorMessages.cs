using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>What nodes say to each other about a grid operator.</summary>
public static class GridOperatorMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("grid-operator")
        .Add<ValidateAwards>("validate-awards")
        .Add<AwardsReport>("awards-report")
        .Build();
}
