using Akka.Actor;

namespace Platone.Host.Pbm.Cmd;

/// <summary>A palette with the actor that carries its commands out: what is registered with <see cref="PetabridgeCmd"/>.</summary>
public abstract class CommandPaletteHandler
{
    /// <summary>A handler.</summary>
    /// <param name="palette">The palette it is for.</param>
    protected CommandPaletteHandler(CommandPalette palette) => Palette = palette;

    /// <summary>The palette it is for.</summary>
    public CommandPalette Palette { get; }

    /// <summary>Makes the <see cref="CommandHandlerActor"/>: one for each connection that uses the palette.</summary>
    public abstract Props HandlerProps { get; }

    /// <summary>Called once, before <see cref="HandlerProps"/> is first used.</summary>
    /// <param name="plugin">Where it is registered.</param>
    public virtual void OnRegister(PetabridgeCmd plugin)
    {
    }
}
