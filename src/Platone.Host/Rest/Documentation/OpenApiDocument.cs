using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Problems;
using Scalar.AspNetCore;

namespace Platone.Host.Rest.Documentation;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c> and the page to browse it at <c>/reference</c>.</summary>
internal static class OpenApiDocument
{
    private const string Name = "v1";
    private const string ApiKeyScheme = "apiKey";
    private const string BearerScheme = "bearer";

    // What the parameters of several operations mean. Times need their format, which their .NET type does not tell.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["pod"] = "The POD's pseudonym.",
        ["code"] = "The POD code, for those who may know it.",
        ["serial"] = "The device serial, for those who may know it.",
        ["session"] = "The market session's id.",
        ["ledger"] = "The ledger's name: `service` or `access`.",
        ["request"] = "The request's id.",
        ["offer"] = "The offer's id.",
        ["area"] = "The market area.",
        ["version"] = "Version of the settlement; standard: the last.",
        ["direction"] = "up or down; standard: up.",
        ["month"] = "A month, such as `2026-11`.",
        ["dispute"] = "The dispute's id.",
        ["portfolio"] = "The portfolio's id.",
        ["ownFigure"] = "The aggregator's own figure of its reliability, 0 to 1, that the estimate starts from.",
        ["community"] = "The energy community's id.",
        ["participant"] = "The participant's id.",
        ["aggregator"] = "The aggregator's id as a participant.",
        ["lightNode"] = "The light node's pseudonym.",
        ["publicKey"] = "The key to revoke, 66 hex digits; standard: the one it has.",
        ["owner"] = "The owner's account: 0x and 40 hexadecimal digits.",
        ["from"] = "Where to begin.",
        ["to"] = "Where to end.",
        ["validUntil"] = "First instant the POD no longer belongs to the portfolio; standard: now.",
        ["cursor"] = "Where the page before ended; part of its `next`.",
        ["limit"] = "Rows of a page, 1 to 10,000; standard: 500.",
        ["persistenceId"] = "The entity's stream, such as `pod-…`: `event.persistenceId` of what was read.",
        ["sequenceNr"] = "The event's number there: `event.sequenceNr`.",
        ["units"] = "Numbers of the units to disclose, separated by commas; left out for all, empty for none.",
        ["unit"] = "Number of the unit to disclose, from 0: see `/log/units`.",
        ["index"] = "The leaf's index, from 0.",
        ["size"] = "The tree's size.",
        ["hash"] = "SHA-256 of the key, 64 lower-case hex digits.",
        ["path"] = "What follows `tile/` in C2SP tlog-tiles, such as `0/x001/067`.",
    };

    /// <summary>Describes the API.</summary>
    public static void AddDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Platone",
                Version = "1",
                Description = """
                    The flexibility market and distribution-grid platform.

                    Power is in W and var, energy in Wh and J, both positive for consumption; times are UTC, written with `Z`, and taken with any offset.
                    PODs and light nodes go by pseudonyms. Errors are RFC 9457 problem documents with a `field` where one is at fault.
                    A registration may be sent again: the same id with the same content has no further effect, with other content it is a conflict (409).
                    A 503 means the outcome is unknown: send the same request again.
                    """,
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [ApiKeyScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeyAuthentication.Header,
                    Description = "The key of a participant.",
                },
                [BearerScheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The same key as a bearer token.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(UtcTime))
                (schema.Type, schema.Format, schema.Examples) = (JsonSchemaType.String, "date-time", [JsonValue.Create("2026-11-22T14:00:00Z")]);
            return Task.CompletedTask;
        });
    });

    /// <summary>Serves document and page; both without a key, and the page without anything from elsewhere.</summary>
    public static void MapDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapScalarApiReference("/reference", options =>
        {
            options.Title = "Platone API";
            options.DisableDefaultFonts();
            options.DisableTelemetry();
            options.DisableAgent();
            options.DisableMcp();
            options.AddDocument(Name, "Platone", "/openapi/v1.json");
        }).AllowAnonymous();
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            Describe(parameter, context);
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
            return;
        var document = context.Document;
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiKeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
        var roles = metadata.OfType<IAuthorizeData>().Select(x => x.Roles).OfType<string>().LastOrDefault();
        if (roles is not null)
            operation.Description = $"{operation.Description}\n\nRoles: {roles.ToLowerInvariant()}.".TrimStart();
        if (document?.Components?.Schemas?.ContainsKey(nameof(ProblemDocument)) is not true)
            document!.AddComponent(nameof(ProblemDocument), await context.GetOrCreateSchemaAsync(typeof(ProblemDocument), cancellationToken: cancellation));
        operation.Responses ??= [];
        operation.Responses["4XX"] = new OpenApiResponse
        {
            Description = "A problem document: 400 the input cannot be right, 401 no or an unknown key, 403 not for this role, 404 not there or not visible, "
                + "409 the id stands for other content, 410 erased, 422 a rule forbids it.",
            Content = new Dictionary<string, OpenApiMediaType> { [ProblemDocument.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDocument), document) } },
        };
        operation.Responses["503"] = new OpenApiResponse { Description = "The outcome is unknown: send the same request again after `Retry-After`." };
    }

    private static void Describe(OpenApiParameter parameter, OpenApiOperationTransformerContext context)
    {
        parameter.Description ??= Parameters.GetValueOrDefault(parameter.Name ?? "");
        var type = context.Description.ParameterDescriptions.FirstOrDefault(p => p.Name == parameter.Name)?.ParameterDescriptor?.ParameterType;
        if (parameter.Schema is OpenApiSchema schema && (Nullable.GetUnderlyingType(type ?? typeof(string)) ?? type) == typeof(UtcTime))
            schema.Format = "date-time";
    }
}
