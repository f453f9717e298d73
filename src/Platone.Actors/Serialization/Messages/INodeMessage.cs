namespace Platone.Actors.Serialization.Messages;

/// <summary>Marks what nodes tell each other besides what is asked of entities, so that it goes through its folder's table of messages.</summary>
public interface INodeMessage;
