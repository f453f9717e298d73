using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Field.LightNodes;

namespace Platone.Field.Tests;

/// <summary>The intake with recording entities behind it, and light nodes registered.</summary>
internal sealed class FieldUnderTest : IAsyncDisposable
{
    public FieldUnderTest(TimeProvider? clock = null, IntakeOptions? options = null)
    {
        Clock = clock ?? TimeProvider.System;
        Intake = new ReadingsIntake(Entities, Directory, Clock, options ?? new IntakeOptions { RefusalCheck = TimeSpan.FromMilliseconds(50) },
            NullLogger<ReadingsIntake>.Instance);
    }

    public TimeProvider Clock { get; }

    public RecordingEntities Entities { get; } = new();

    public MemoryDirectory Directory { get; } = new();

    public ReadingsIntake Intake { get; }

    /// <summary>Registers a node.</summary>
    public LightNodeId Register(string serial, Secp256k1PublicKey? key = null)
    {
        var id = new LightNodeId(Directory.Assign(DirectoryKind.LightNode, serial));
        Entities.Register(id, key?.Hex);
        return id;
    }

    /// <summary>Hands a message to the intake itself.</summary>
    public Task<IntakeResult> TakeAsync(string serial, [StringSyntax(StringSyntaxAttribute.Json)] string json, string source = "192.0.2.1") =>
        Intake.TakeAsync(serial, System.Text.Encoding.UTF8.GetBytes(json), source, default);

    public ValueTask DisposeAsync() => Intake.DisposeAsync();
}
