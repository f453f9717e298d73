using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Serialization.Messages;

/// <summary>
/// The JSON of messages between nodes: what a record was made from and nothing it computes, members of null left out, enumerations by
/// number, an identifier or unit as the one value it holds.
/// </summary>
internal static class MessageJson
{
    /// <summary>The options for the messages of a registry.</summary>
    public static JsonSerializerOptions OptionsFor(MessageRegistry registry) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNameCaseInsensitive = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepOnlyWhatItIsMadeFrom } },
        Converters =
        {
            new ReportConverter(registry),
            new PowerProfileConverter(),
            new BytesConverter(),
            new ValueListConverter(),
            new SingleValueConverter(),
        },
    };

    private static void KeepOnlyWhatItIsMadeFrom(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        var parameters = type.Type.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var computed in type.Properties.Where(p => p.Set is null && !parameters.Contains(p.Name)).ToList())
            type.Properties.Remove(computed);
    }

    /// <summary>What an entity tells about a command (<c>CommandReply.Done.Report</c>): of any registered type, under its manifest.</summary>
    private sealed class ReportConverter(MessageRegistry registry) : JsonConverter<object>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(object);

        public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName)
                throw new JsonException("a report is an object with one member, its manifest");
            var type = registry.For(reader.GetString()!).Type;
            reader.Read();
            var value = JsonSerializer.Deserialize(ref reader, type, options) ?? throw new JsonException("null is no report");
            return reader.Read() && reader.TokenType == JsonTokenType.EndObject ? value : throw new JsonException("a report has one member");
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            var row = registry.For(value.GetType());
            writer.WriteStartObject();
            writer.WritePropertyName(row.Manifest);
            JsonSerializer.Serialize(writer, value, row.Type, options);
            writer.WriteEndObject();
        }
    }

    private sealed class PowerProfileConverter : JsonConverter<PowerProfile>
    {
        public override PowerProfile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            PowerProfile.Of(JsonSerializer.Deserialize<long[]>(ref reader, options));

        public override void Write(Utf8JsonWriter writer, PowerProfile value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var watts in value.Watts)
                writer.WriteNumberValue(watts);
            writer.WriteEndArray();
        }
    }

    private sealed class BytesConverter : JsonConverter<ImmutableArray<byte>>
    {
        public override ImmutableArray<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ImmutableArray.Create(reader.GetBytesFromBase64());

        public override void Write(Utf8JsonWriter writer, ImmutableArray<byte> value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(value.AsSpan());
    }

    /// <summary>A value of one member, made by a constructor of one parameter: written as that member.</summary>
    private sealed class SingleValueConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.Namespace?.StartsWith("Platone.", StringComparison.Ordinal) == true
            && typeToConvert is { IsValueType: true, IsEnum: false } && Parts(typeToConvert) is not null;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
        {
            var (constructor, member) = Parts(typeToConvert)!.Value;
            return (JsonConverter)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(typeToConvert, member.PropertyType), constructor, member)!;
        }

        private static (ConstructorInfo Constructor, PropertyInfo Member)? Parts(Type type) =>
            type.GetConstructors() is [var constructor] && constructor.GetParameters() is [var parameter]
            && type.GetProperties().SingleOrDefault(p => p.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)) is { } member
            && member.PropertyType == parameter.ParameterType ? (constructor, member) : null;

        private sealed class Of<T, TMember>(ConstructorInfo constructor, PropertyInfo member) : JsonConverter<T>
        {
            private readonly Func<T, TMember> _member = Accessor(member);
            private readonly Func<TMember, T> _make = Maker(constructor);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                _make(JsonSerializer.Deserialize<TMember>(ref reader, options)!);

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, _member(value), options);

            // The default of a struct holds null where its member is a reference: it comes back as such.
            public override bool HandleNull => true;

            private static Func<T, TMember> Accessor(PropertyInfo member)
            {
                var value = Expression.Parameter(typeof(T));
                return Expression.Lambda<Func<T, TMember>>(
                    Expression.Property(value, member), value).Compile();
            }

            private static Func<TMember, T> Maker(ConstructorInfo constructor)
            {
                var value = Expression.Parameter(typeof(TMember));
                return Expression.Lambda<Func<TMember, T>>(
                    Expression.New(constructor, value), value).Compile();
            }
        }
    }
}
