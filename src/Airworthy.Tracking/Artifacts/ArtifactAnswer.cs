using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Airworthy.Tracking.Artifacts;

/// <summary>Sends a file: whole or in ranges, or says that the client's copy is still good; and so that no browser runs what someone logged.</summary>
internal static class ArtifactAnswer
{
    private static readonly FileExtensionContentTypeProvider s_types = Types();

    /// <summary>What a browser may show by itself, because it cannot run there. All else is only saved.</summary>
    private static readonly string[] s_shown = ["text/plain", "text/csv", "application/json", "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "audio/mpeg", "audio/wav", "video/mp4", "video/webm"];

    public static async Task SendAsync(HttpContext context, ArtifactStore artifacts, ArtifactPath place)
    {
        await using var file = artifacts.Open(place);
        var type = place.Name is "MLmodel" or "MLproject" ? "text/plain" : s_types.TryGetContentType(place.Name, out var known) ? known : "application/octet-stream";
        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle), TimeSpan.Zero);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        context.Response.Headers.CacheControl = "private, no-cache";
        var disposition = new ContentDispositionHeaderValue(s_shown.Contains(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(place.Name);
        context.Response.Headers.ContentDisposition = disposition.ToString();
        await TypedResults.Stream(file, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type, lastModified: changed,
            entityTag: new EntityTagHeaderValue($"\"{changed.Ticks:x}-{file.Length:x}\""), enableRangeProcessing: true).ExecuteAsync(context);
    }

    /// <summary>As browsers know them, and the texts that models and runs are described by.</summary>
    private static FileExtensionContentTypeProvider Types()
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var text in (string[])[".txt", ".log", ".md", ".yaml", ".yml", ".py", ".r", ".sql", ".toml", ".ini", ".cfg", ".cs", ".sh", ".tsv", ".err", ".out"])
        {
            types.Mappings[text] = "text/plain";
        }

        types.Mappings[".csv"] = "text/csv";
        types.Mappings[".webp"] = "image/webp";
        types.Mappings[".jsonl"] = "text/plain";
        return types;
    }
}
