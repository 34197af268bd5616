using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the functionality cases: <c>{input, expect: {class | value | range | invariant, change}, why}</c>.</summary>
public sealed class CaseFilesProbe : IProbe<CaseFiles>
{
    private const string Folder = ".airworthy/cases";
    private const int MinimumWhy = 20;
    private const int MaxFiles = 10_000;
    private const long MaxBytes = 1_000_000;

    private static readonly HashSet<string> s_keys = new(StringComparer.Ordinal) { "input", "expect", "why", "name", "id", "kind" };

    public Task<Sighting<CaseFiles>> LookAsync(Surroundings around, CancellationToken cancel)
    {
        var files = Files(around.Root);
        return Task.FromResult<Sighting<CaseFiles>>(files.Count == 0
            ? new Sighting<CaseFiles>.NotSeen($"There is no case in {Folder}/.", $"Write one file per case into {Folder}/, with `input`, `expect` and `why`.")
            : new CaseFiles([.. files.Select(f => Read(f, $"{Folder}/{Path.GetFileName(f)}", around.Contract.PolicyOrStandard))]));
    }

    /// <summary>The case files of a project, sorted, as full paths.</summary>
    internal static IReadOnlyList<string> Files(string root)
    {
        var folder = Path.Combine(root, Folder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".yaml" or ".yml").Order(StringComparer.Ordinal).Take(MaxFiles)] : [];
    }

    private static FunctionalityCase Read(string file, string path, Policy policy)
    {
        FunctionalityCase Wrong(string why) => new(path, null, why);
        if (new FileInfo(file).Length > MaxBytes)
        {
            return Wrong($"has more than {MaxBytes:N0} bytes.");
        }

        var problems = new List<Problem>();
        if (YamlText.Read(File.ReadAllBytes(file), path, problems) is not Yaml.Map map)
        {
            return Wrong(problems.Count > 0 ? $"cannot be read: {problems[0].Message}" : "is no map of `input`, `expect` and `why`.");
        }

        if (map.Entries.FirstOrDefault(e => !s_keys.Contains(e.Key)) is { } odd)
        {
            return Wrong($"has {odd.Key}, which is no key of a case{(Nearest.To(odd.Key, s_keys) is { } meant ? $"; did you mean {meant}?" : ".")}");
        }

        return map["input"] is null or Yaml.Scalar { IsNull: true } ? Wrong("has no input.")
            : Placeholder.WhyNot((map["why"] as Yaml.Scalar)?.Text ?? "", MinimumWhy, policy) is { } why ? Wrong($"says not why it matters: `why` {why}.")
            : map["expect"] is not Yaml.Map expect ? Wrong("says not what to expect.")
            : KindOf(expect) is { } kind ? new FunctionalityCase(path, kind)
            : Wrong("expects neither a class, a value or a range, nor an invariant with the change it holds under.");
    }

    private static CaseKind? KindOf(Yaml.Map expect) => expect["invariant"] switch
    {
        Yaml.Scalar { Text: "same" } when IsChange(expect["change"]) => CaseKind.Invariance,
        Yaml.Scalar { Text: "higher" or "lower" } when IsChange(expect["change"]) => CaseKind.Direction,
        not null => null,
        null => expect["class"] is Yaml.Scalar { IsNull: false } || expect["value"] is Yaml.Scalar { IsNull: false } || expect["range"] is Yaml.List { Items.Count: 2 } ? CaseKind.MustPass : null,
    };

    private static bool IsChange(Yaml? change) => change is Yaml.Map { Entries.Count: > 0 };
}
