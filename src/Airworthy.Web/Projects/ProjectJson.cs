using System.Text.Json.Serialization;

namespace Airworthy.Web.Projects;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ProjectSummary))]
[JsonSerializable(typeof(PublishReport))]
[JsonSerializable(typeof(PublishRecords))]
[JsonSerializable(typeof(RecordNames))]
[JsonSerializable(typeof(PublishedAnswer))]
[JsonSerializable(typeof(RecordsAnswer))]
[JsonSerializable(typeof(ProjectsAnswer))]
internal sealed partial class ProjectJson : JsonSerializerContext;

/// <summary>Reads reports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, MaxDepth = 24, Converters = [typeof(VisibleText)])]
[JsonSerializable(typeof(PublishedReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
