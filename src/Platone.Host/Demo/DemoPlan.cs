using System.Text.Json;
using Platone.Actors.Kernel.Time;
using Platone.Host.Configuration;
using Platone.Host.Rest.Json;

namespace Platone.Host.Demo;

/// <summary>
/// What a demo plays. Kept in its data folder, so that a demo that was killed goes on with the same day when it is started again;
/// one that has finished its day plays another.
/// </summary>
/// <param name="Seed">Seed of households, prices and forecasts: the same seed plays the same day.</param>
/// <param name="Day">The delivery day, of <see cref="TimeZone"/>.</param>
/// <param name="Pods">How many households.</param>
/// <param name="MeterData">Full path of a CSV of real households in place of the model; null for the model.</param>
/// <param name="IsFinished">Whether the day was played to its end.</param>
internal sealed record DemoPlan(int Seed, DateOnly Day, int Pods, string? MeterData, bool IsFinished)
{
    /// <summary>The zone of the market area.</summary>
    public const string TimeZone = "Europe/Rome";

    private const string FileName = "demo.json";

    /// <summary>The delivery day.</summary>
    public DeliveryDay DeliveryDay => new(Day, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    /// <summary>Where simulated time begins: 08:00 of the day before.</summary>
    public DateTimeOffset Begins => DeliveryDay.Start.AddHours(-16);

    /// <summary>When the gate of the day-ahead session closes: 09:00 of the day before.</summary>
    public DateTimeOffset GateCloses => DeliveryDay.Start.AddHours(-15);

    /// <summary>The plan of a data folder; null if no demo was played there.</summary>
    /// <exception cref="InputException">The file there is not a plan.</exception>
    public static DemoPlan? Load(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<DemoPlan>(File.ReadAllBytes(file), ApiJson.Options) ?? throw new InputException($"{file}: is empty");
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}: is not the plan of a demo ({e.Message}); remove the folder to begin anew", e);
        }
    }

    /// <summary>Writes the plan, whole or not at all.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, FileName);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(this, ApiJson.Options));
        File.Move(file + ".new", file, overwrite: true);
    }
}
