using System.Globalization;
using System.Text;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Artifacts;

/// <summary>A place below the folder of the artifacts, named by safe steps: never above it, never absolute.</summary>
public sealed record ArtifactPath
{
    private const string Scheme = "mlflow-artifacts:";
    private const int LongestStep = 255;
    private const int LongestPath = 4000;

    private ArtifactPath(string text)
    {
        Text = text;
    }

    /// <summary>The folder itself.</summary>
    public static ArtifactPath Root { get; } = new("");

    /// <summary>The steps joined by <c>/</c>; empty for the folder itself.</summary>
    public string Text { get; }

    /// <summary>The last step.</summary>
    public string Name => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>The number of the experiment the place belongs to; null where the first step is no number.</summary>
    public long? Experiment => long.TryParse(Text.AsSpan(0, Text.IndexOf('/') is var end and >= 0 ? end : Text.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var no) ? no : null;

    /// <summary>Reads a path as a client names it, percent-decoded once.</summary>
    /// <exception cref="RefusedException">"Invalid path": it leads, or when decoded again would lead, elsewhere; or no file can be called so.</exception>
    public static ArtifactPath Read(string? path)
    {
        var text = string.Join('/', (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries));
        if (path is null or "")
        {
            return Root;
        }

        for (var (decoded, times) = (path, 0); ; times++)
        {
            // Letters that no name may have count as written. The steps count however often they are decoded: MLflow's clients
            // name pictures "pred%step%10%timestamp%17…png", and %10 and %17 are not escapes there.
            if (!StaysBelow(decoded) || times > 10 || (times == 0 && !IsName(decoded)))
            {
                throw Invalid();
            }

            var again = Uri.UnescapeDataString(decoded);
            if (again == decoded)
            {
                break;
            }

            decoded = again;
        }

        return Encoding.UTF8.GetByteCount(text) <= LongestPath && text.Split('/').All(step => Encoding.UTF8.GetByteCount(step) <= LongestStep) ? new ArtifactPath(text) : throw Invalid();
    }

    /// <summary>The place an address names: <c>mlflow-artifacts:/1/…</c>, with or without the host of a server.</summary>
    /// <returns>Null where the address is not on an artifact server.</returns>
    /// <exception cref="RefusedException">"Invalid path".</exception>
    public static ArtifactPath? OfAddress(string address)
    {
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = address[Scheme.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            rest = rest.IndexOf('/', 2) is var path and > 0 ? rest[path..] : "";
        }

        return Read(rest.TrimStart('/'));
    }

    /// <summary>A place below this one.</summary>
    /// <exception cref="RefusedException">"Invalid path".</exception>
    public ArtifactPath Below(string? path) => Read(path) is { Text.Length: > 0 } inner ? Text.Length == 0 ? inner : Read($"{Text}/{inner.Text}") : this;

    /// <summary>Whether another place is this one, or lies in it.</summary>
    public bool Holds(ArtifactPath other) => Text.Length == 0 || other.Text == Text || other.Text.StartsWith(Text + "/", StringComparison.Ordinal);

    public override string ToString() => Text;

    internal static RefusedException Invalid() => RefusedException.Invalid("Invalid path");

    private static bool IsName(string path) => !path.Any(c => c is '#' || char.IsControl(c) || (char.IsSurrogate(c) && !IsWhole(path)));

    private static bool StaysBelow(string path) =>
        path[0] != '/'
        && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(step => step is not (".." or "."))
        && !path.StartsWith(IncomingFolder.Name, StringComparison.OrdinalIgnoreCase)
        && !(path.Length > 1 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        && !path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    // Half a surrogate pair has no bytes in UTF-8: two such names would be one file.
    private static bool IsWhole(string path)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(path);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
