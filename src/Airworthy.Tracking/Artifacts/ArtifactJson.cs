using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Artifacts;

internal sealed record ListArtifacts(string? Path);

internal sealed record ListRunArtifacts(string? RunId, string? RunUuid, string? Path, string? PageToken);

/// <summary>A file or folder as it travels.</summary>
internal sealed record FileShape(string Path, bool IsDir, long? FileSize);

internal sealed record FilesAnswer(IReadOnlyList<FileShape>? Files);

internal sealed record RunFilesAnswer(string RootUri, IReadOnlyList<FileShape>? Files);

/// <param name="Path">The file as the client has it; its name is that of the artifact.</param>
internal sealed record CreateUpload(string? Path, long? NumParts);

internal sealed record UploadAnswer(string UploadId, IReadOnlyList<UploadAddress> Credentials);

internal sealed record UploadAddress(string Url, int PartNumber, IReadOnlyDictionary<string, string> Headers);

internal sealed record CompleteUpload(string? Path, string? UploadId, IReadOnlyList<UploadedPart>? Parts);

internal sealed record UploadedPart(long? PartNumber, string? Etag, string? Url);

internal sealed record AbortUpload(string? Path, string? UploadId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ListArtifacts))]
[JsonSerializable(typeof(ListRunArtifacts))]
[JsonSerializable(typeof(FilesAnswer))]
[JsonSerializable(typeof(RunFilesAnswer))]
[JsonSerializable(typeof(CreateUpload))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(CompleteUpload))]
[JsonSerializable(typeof(AbortUpload))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class ArtifactJson : JsonSerializerContext;
