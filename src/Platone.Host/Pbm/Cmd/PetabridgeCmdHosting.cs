using Akka.Hosting;

namespace Platone.Host.Pbm.Cmd;

/// <summary>Adds <see cref="PetabridgeCmd"/> to an actor system that Akka.Hosting starts.</summary>
public static class PetabridgeCmdHosting
{
    /// <summary>Registers palettes and listens once the actor system has started.</summary>
    /// <param name="builder">The actor system's builder.</param>
    /// <param name="options">Where it listens and who may come in.</param>
    /// <param name="hostConfiguration">Registers the palettes.</param>
    public static AkkaConfigurationBuilder AddPetabridgeCmd(this AkkaConfigurationBuilder builder, PetabridgeCmdOptions options,
        Action<PetabridgeCmd> hostConfiguration) => builder.AddStartup((system, _) =>
        {
            var cmd = PetabridgeCmd.Get(system);
            cmd.Configure(options);
            hostConfiguration(cmd);
            cmd.Start();
        });
}
