using System.Text.Json;
using System.Text.RegularExpressions;

namespace Airworthy.Probes.Repository;

/// <summary>One package as a lock file names it.</summary>
internal sealed record Locked(string Name, bool HasVersion, bool HasDigest);

/// <summary>Reads the texts of lock files. Packages of the project itself are left out.</summary>
internal static partial class LockText
{
    /// <summary>pip: one requirement per logical line, <c>name==version --hash=sha256:…</c>.</summary>
    public static IReadOnlyList<Locked> Requirements(string text)
    {
        var found = new List<Locked>();
        foreach (var line in text.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var bare = Comment().Replace(line, "").Trim();
            if (bare.Length == 0 || (bare[0] == '-' && !bare.StartsWith("-e", StringComparison.Ordinal)) || bare.StartsWith("-e .", StringComparison.Ordinal) || bare[0] is '.' or '/')
            {
                continue;
            }

            var name = PackageName().Match(bare).Value;
            var direct = bare.Contains(" @ ", StringComparison.Ordinal) || bare.Contains("://", StringComparison.Ordinal);
            found.Add(new Locked(name.Length > 0 ? name : bare,
                direct ? Digest().IsMatch(bare) || CommitOf().IsMatch(bare) : Exact().IsMatch(bare),
                Digest().IsMatch(bare) || (direct && CommitOf().IsMatch(bare))));
        }

        return found;
    }

    /// <summary>uv, Poetry, PDM, pylock, Julia, Cargo: blocks of <c>[[package]]</c>, or <c>[[deps.Name]]</c>.</summary>
    public static IReadOnlyList<Locked> Toml(string text)
    {
        var flat = "\n" + text.ReplaceLineEndings("\n");

        // Old Poetry keeps all digests in one table at the end, by name.
        var files = flat.IndexOf("\n[metadata.files]", StringComparison.Ordinal) is var at and >= 0 ? flat[at..] : "";
        var found = new List<Locked>();
        foreach (var block in flat.Split("\n[[").Skip(1))
        {
            var body = block.Split("\n[metadata")[0];

            // Julia's standard library has no digest of its own: it comes with the version of Julia.
            var julia = body.StartsWith("deps.", StringComparison.Ordinal);
            var name = julia ? body[5..body.IndexOf(']', StringComparison.Ordinal)] : body.StartsWith("package", StringComparison.Ordinal) ? NameOf().Match(body).Groups[1].Value : "";
            if (name.Length == 0 || OwnPackage().IsMatch(body) || (julia && !body.Contains("git-tree-sha1", StringComparison.Ordinal)) || IsCrateOfThisProject(flat, body))
            {
                continue;
            }

            var digest = Digest().IsMatch(body) || TreeDigest().IsMatch(body) || CommitOf().IsMatch(body)
                || (files.IndexOf($"\n{name} = [\n", StringComparison.OrdinalIgnoreCase) is var own and >= 0 && files[own..].Split("\n]")[0].Contains("sha256:", StringComparison.Ordinal));
            found.Add(new Locked(name, VersionOf().IsMatch(body) || CommitOf().IsMatch(body), digest));
        }

        return found;
    }

    public static IReadOnlyList<Locked> Npm(string text)
    {
        using var json = JsonDocument.Parse(text, s_options);
        var found = new List<Locked>();
        if (json.RootElement.TryGetProperty("packages", out var packages))
        {
            foreach (var entry in packages.EnumerateObject().Where(p => p.Name.Contains("node_modules/", StringComparison.Ordinal) && !Is(p.Value, "link") && !Is(p.Value, "inBundle")))
            {
                found.Add(new Locked(entry.Name[(entry.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..], Text(entry.Value, "version") is not null,
                    Text(entry.Value, "integrity") is not null || CommitOf().IsMatch(Text(entry.Value, "resolved") ?? "")));
            }
        }
        else if (json.RootElement.TryGetProperty("dependencies", out var old))
        {
            Deeper(old);
        }

        return found;

        void Deeper(JsonElement dependencies)
        {
            foreach (var entry in dependencies.EnumerateObject())
            {
                if (!Is(entry.Value, "bundled"))
                {
                    found.Add(new Locked(entry.Name, Text(entry.Value, "version") is not null, Text(entry.Value, "integrity") is not null));
                }

                if (entry.Value.TryGetProperty("dependencies", out var inner))
                {
                    Deeper(inner);
                }
            }
        }
    }

    public static IReadOnlyList<Locked> Pipfile(string text)
    {
        using var json = JsonDocument.Parse(text, s_options);
        return [.. ((string[])["default", "develop"]).SelectMany(s => json.RootElement.TryGetProperty(s, out var section) ? section.EnumerateObject() : default)
            .Where(p => !Is(p.Value, "editable"))
            .Select(p => new Locked(p.Name, Text(p.Value, "version")?.StartsWith("==", StringComparison.Ordinal) == true || Text(p.Value, "ref") is not null,
                (p.Value.TryGetProperty("hashes", out var hashes) && hashes.GetArrayLength() > 0) || Text(p.Value, "ref") is not null))];
    }

    public static IReadOnlyList<Locked> Renv(string text)
    {
        using var json = JsonDocument.Parse(text, s_options);
        return [.. json.RootElement.GetProperty("Packages").EnumerateObject()
            .Select(p => new Locked(p.Name, Text(p.Value, "Version") is not null, Text(p.Value, "Hash") is not null || Text(p.Value, "RemoteSha") is not null))];
    }

    public static IReadOnlyList<Locked> NuGet(string text)
    {
        using var json = JsonDocument.Parse(text, s_options);
        return [.. json.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(p => Text(p.Value, "type") != "Project")
            .Select(p => new Locked(p.Name, Text(p.Value, "resolved") is not null, Text(p.Value, "contentHash") is not null)).DistinctBy(p => p.Name)];
    }

    /// <summary>Yarn: blocks that begin at the margin; version 1 says <c>integrity</c>, later ones <c>checksum</c>.</summary>
    public static IReadOnlyList<Locked> Yarn(string text) =>
        [.. text.ReplaceLineEndings("\n").Split("\n\n").Select(b => b.Trim('\n')).Where(b => b.Length > 0 && b[0] is not ('#' or ' ') && !b.StartsWith("__metadata", StringComparison.Ordinal))
            .Where(b => !b.Contains("@workspace:", StringComparison.Ordinal) && !b.Contains("@link:", StringComparison.Ordinal))
            .Select(b => b.TrimStart('"'))
            .Select(b => new Locked(b[..Math.Max(1, b.IndexOf('@', 1))],
                b.Contains("\n  version", StringComparison.Ordinal), b.Contains("\n  integrity ", StringComparison.Ordinal) || b.Contains("\n  checksum:", StringComparison.Ordinal)))];

    /// <summary>pnpm: below <c>packages:</c>, one entry with a <c>resolution</c> each.</summary>
    public static IReadOnlyList<Locked> Pnpm(string text)
    {
        var flat = text.ReplaceLineEndings("\n");
        var start = flat.IndexOf("\npackages:\n", StringComparison.Ordinal);
        return start < 0 ? [] : [.. PnpmEntry().Matches(flat[(start + 10)..]).Select(m => new Locked(m.Groups["name"].Value.Trim('\'', '/'), true,
            m.Groups["body"].Value.Contains("integrity:", StringComparison.Ordinal) || CommitOf().IsMatch(m.Groups["body"].Value)))];
    }

    /// <summary>conda-lock and Pixi: a list of packages, each with digests.</summary>
    public static IReadOnlyList<Locked> Conda(string text) =>
        [.. CondaEntry().Matches(text.ReplaceLineEndings("\n") + "\n").Select(m => new Locked(m.Groups["name"].Value, true,
            m.Value.Contains("sha256:", StringComparison.Ordinal) || m.Value.Contains("md5:", StringComparison.Ordinal)))];

    /// <summary>Conda's own list is written by people: it may pin versions and never digests.</summary>
    public static IReadOnlyList<Locked> CondaEnvironment(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').SkipWhile(l => !l.StartsWith("dependencies:", StringComparison.Ordinal)).Skip(1)
            .Select(l => Comment().Replace(l, "").Trim()).Where(l => l.StartsWith("- ", StringComparison.Ordinal) && !l.EndsWith(':'))
            .Select(l => l[2..].Trim('"', '\'', ' ')).Select(p => new Locked(PackageName().Match(p).Value, p.Contains('=', StringComparison.Ordinal) && !p.Contains('>', StringComparison.Ordinal), false))];

    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Is(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Cargo leaves the source out for what lies in the project itself.</summary>
    private static bool IsCrateOfThisProject(string text, string body) =>
        text.StartsWith("\n# This file is automatically @generated by Cargo", StringComparison.Ordinal) && !body.Contains("source = ", StringComparison.Ordinal);

    [GeneratedRegex(@"(^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]*")]
    private static partial Regex PackageName();

    [GeneratedRegex(@"===?\s*[^\s,*]+(\s|;|$)")]
    private static partial Regex Exact();

    [GeneratedRegex(@"(sha256|sha384|sha512|md5)[:=\-""\s]")]
    private static partial Regex Digest();

    [GeneratedRegex(@"(git-tree-sha1|checksum)\s*=\s*""[0-9a-f]{40,}""")]
    private static partial Regex TreeDigest();

    [GeneratedRegex(@"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")]
    private static partial Regex CommitOf();

    [GeneratedRegex(@"^name = ""([^""]+)""", RegexOptions.Multiline)]
    private static partial Regex NameOf();

    [GeneratedRegex(@"^version = ""[^""]+""", RegexOptions.Multiline)]
    private static partial Regex VersionOf();

    [GeneratedRegex(@"source = \{ (editable|virtual|directory|path) = |^\s*(editable|develop) = true", RegexOptions.Multiline)]
    private static partial Regex OwnPackage();

    [GeneratedRegex(@"^  (?<name>\S.*):\n(?<body>(?:    .*\n?)*)", RegexOptions.Multiline)]
    private static partial Regex PnpmEntry();

    [GeneratedRegex(@"^- (?:name: (?<name>\S+)|(?:conda|pypi): \S*/(?<name>[^/\s]+))\n(?:(?!- )(?:  .*)?\n)*", RegexOptions.Multiline)]
    private static partial Regex CondaEntry();
}
