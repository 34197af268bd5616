using System.Text.Json.Serialization;

namespace Airworthy.Core.Trials;

/// <summary>What is kept beside the reports of tests, as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TestRun))]
internal sealed partial class TrialJson : JsonSerializerContext;
