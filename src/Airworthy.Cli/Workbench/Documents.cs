using Airworthy.Core.Reading;

namespace Airworthy.Cli.Workbench;

/// <summary>The documents of a project that a person writes at a page: Markdown or plain text, inside of its folder.</summary>
internal sealed class Documents(string root)
{
    /// <summary>Characters of a document.</summary>
    private const int Longest = 200_000;

    private static readonly string[] s_kinds = [".md", ".txt"];

    /// <summary>The text of a document; null when there is none.</summary>
    public string? Read(string path) => Full(path) is { } full && File.Exists(full) && new FileInfo(full).Length <= Longest * 4L ? File.ReadAllText(full) : null;

    /// <exception cref="Refusal">The path is no document's, or leads out of the project.</exception>
    public async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        var full = Full(path) ?? throw new Refusal(1, $"{path} is no document of this project, expected a path inside of its folder that ends in .md or .txt, such as docs/impact.md.");
        if (text.Length > Longest)
        {
            throw new Refusal(1, $"The document has {text.Length:N0} characters; at most {Longest:N0} are written here.");
        }

        await WholeFile.WriteAsync(full, text.ReplaceLineEndings("\n").TrimEnd() + "\n", cancel);
    }

    // Nothing below .git or .airworthy, and no link on the way that leads elsewhere.
    private string? Full(string path)
    {
        if (!Binding.IsInside(path) || !s_kinds.Contains(Path.GetExtension(path)) || path.Split('/', '\\').Any(step => step is "" or "." or ".." || step.StartsWith('.')))
        {
            return null;
        }

        var full = Path.GetFullPath(Path.Combine(root, path));
        for (var at = full; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return null;
            }
        }

        return full;
    }
}
