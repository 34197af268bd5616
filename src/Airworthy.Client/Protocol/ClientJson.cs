using System.Text.Json.Serialization;

namespace Airworthy.Client.Protocol;

/// <summary>What travels, as JSON made at compile time. NaN and infinities are texts, as in the protocol.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(EndpointStatus))]
[JsonSerializable(typeof(EndpointHistory))]
[JsonSerializable(typeof(EndpointPast))]
[JsonSerializable(typeof(EndpointTraffic))]
[JsonSerializable(typeof(RehearsalAsk))]
[JsonSerializable(typeof(RehearsalInfo))]
[JsonSerializable(typeof(NewRelease))]
[JsonSerializable(typeof(ReasonAsk))]
[JsonSerializable(typeof(ReleaseInfo))]
[JsonSerializable(typeof(RefusalShape))]
[JsonSerializable(typeof(ExperimentAsk))]
[JsonSerializable(typeof(ExperimentSearchAsk))]
[JsonSerializable(typeof(ExperimentNumber))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentsAnswer))]
[JsonSerializable(typeof(CreateRunAsk))]
[JsonSerializable(typeof(RunAsk))]
[JsonSerializable(typeof(RunSearchAsk))]
[JsonSerializable(typeof(LogBatchAsk))]
[JsonSerializable(typeof(LogInputsAsk))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunInfoAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(FilesAnswer))]
[JsonSerializable(typeof(ModelAsk))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(ModelsAnswer))]
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(VersionsAnswer))]
[JsonSerializable(typeof(AddressAnswer))]
[JsonSerializable(typeof(AliasMovesAnswer))]
internal sealed partial class ClientJson : JsonSerializerContext;
