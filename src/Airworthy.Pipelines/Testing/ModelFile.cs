using System.Security.Cryptography;

namespace Airworthy.Pipelines.Testing;

/// <summary>A model as a file in a folder of its own, which goes away with it.</summary>
public sealed class ModelFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("airworthy-model-").FullName;

    public ModelFile(byte[] bytes) => File.WriteAllBytes(Path, bytes);

    public string Path => System.IO.Path.Combine(_folder, "model.onnx");

    /// <summary>Of a file's bytes: <c>sha256:…</c>.</summary>
    public static string Digest(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
