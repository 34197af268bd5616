using System.Security.Cryptography;

using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Packs;
using Airworthy.Core.Reading;
using Airworthy.Core.Statements;
using Airworthy.Data;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Repository.Signatures;

namespace Airworthy.Probes;

/// <summary>Reads a project's folder: the contract and what people wrote below <c>.airworthy/</c>.</summary>
public static class ProjectFolder
{
    /// <summary>Reads the contract of a folder.</summary>
    public static ContractReading ReadContract(string root)
    {
        var path = Path.Combine(root, ContractReader.FileName);
        if (!File.Exists(path))
        {
            return new ContractReading(null, [new Problem(new Place(path, 0, 0), "there is no contract here. Run `airworthy init` to write a draft.")]);
        }

        var size = new FileInfo(path).Length;
        return size > YamlText.MaxLength
            ? new ContractReading(null, [new Problem(new Place(ContractReader.FileName, 0, 0), $"the file has {size:N0} bytes; at most {YamlText.MaxLength:N0} are read. Keep data out of it and name files instead.")])
            : ContractReader.Read(File.ReadAllBytes(path), ContractReader.FileName);
    }

    /// <summary>Reads people, statements, waivers, not-applicable files and decisions of the working tree.</summary>
    /// <param name="history">The project's git history, for how each statement came to be there; null when there is none.</param>
    /// <param name="now">The time at which signing keys have to be valid; null for the clock's.</param>
    public static ProjectFiles Read(string root, GitHistory? history = null, DateTimeOffset? now = null)
    {
        var problems = new List<Problem>();
        var people = ReadPeople(root, history, problems);
        var grades = new StatementGrades(root, history, StatementSignatures.Of(root, history, now ?? TimeProvider.System.GetUtcNow()));
        var statements = Many<Statement>(root, ".airworthy/statements", problems)
            .Select(s => grades.Grade(s.Path, s.Value, people))
            .GroupBy(s => s.Statement.Item).ToDictionary(g => g.Key, g => g.First());
        return new ProjectFiles
        {
            People = people,
            Statements = statements,
            Waivers = [.. Many<Waiver>(root, ".airworthy/waivers", problems).Select(w => w.Value)],
            NotApplicable = [.. Many<NotApplicable>(root, ".airworthy/not-applicable", problems).Select(n => n.Value)],
            Decisions = [.. Many<StopDecision>(root, AnswerText.StopFolder, problems).Select(d => d.Value).OrderBy(d => d.On)],
            Problems = problems,
        };
    }

    /// <summary>Reads the packs of the working tree: the items that the project adds, and everything that is wrong with them.</summary>
    public static (IReadOnlyList<Item> Items, IReadOnlyList<Problem> Problems) ReadPacks(string root)
    {
        var problems = new List<Problem>();
        var reader = new PackReader(problems);
        var folder = Path.Combine(root, PackReader.Folder);
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            var path = $"{PackReader.Folder}/{Path.GetFileName(file)}";
            if (BytesOf(root, path, problems) is { } bytes)
            {
                reader.Read(bytes, path);
            }
        }

        return (reader.Items, problems);
    }

    /// <summary>Digests of what the project's evidence is about.</summary>
    public static async Task<Subjects> SubjectsAsync(ProjectContract contract, string root, CancellationToken cancel)
    {
        var digests = new Dictionary<Bound, string>();
        var files = new Dictionary<Bound, IReadOnlyDictionary<string, string>>();
        if (await DataFiles.DigestAsync(contract, root, cancel) is { } data)
        {
            digests[Bound.Data] = data.Digest;
            files[Bound.Data] = data.Files;
        }

        if (await CodeFiles.DigestAsync(contract, root, cancel) is { } code)
        {
            digests[Bound.Code] = code.Digest;
            files[Bound.Code] = code.Files;
        }

        if (contract.Data?.Schema is { } schema && File.Exists(Path.Combine(root, schema)))
        {
            await using var stream = File.OpenRead(Path.Combine(root, schema));
            var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
            digests[Bound.Schema] = "sha256:" + digest;
            files[Bound.Schema] = new Dictionary<string, string> { [schema] = digest };
        }

        // What is seen of a model are its answers.
        var answers = PredictionSource.Of(contract).Where(p => p.Path != PredictionSource.Run).ToList();
        if (await DataFiles.DigestsAsync(answers.Where(p => p.IsCandidate).Select(p => p.Path), root, cancel) is { } model)
        {
            digests[Bound.Model] = DataFiles.Digest(model);
            files[Bound.Model] = model;
        }

        var beside = answers.Where(p => !p.IsCandidate).Select(p => p.Path).Concat(contract.Data?.Collection?.LabelQuality?.File is { } twice ? [twice] : []);
        return new Subjects(contract, digests)
        {
            Makeup = Makeup.Of(contract, files),
            Beside = await DataFiles.DigestsAsync(beside, root, cancel) is { } found ? DataFiles.Digest(found) : null,
        };
    }

    /// <summary>
    /// In a pull request the people are those of the branch it asks to be merged into, so that nobody can add themselves and sign in one
    /// change. A base without the file yet is the change that introduces it: then the change's own counts, and its statements are previews.
    /// </summary>
    private static People ReadPeople(string root, GitHistory? history, List<Problem> problems)
    {
        const string Path = ".airworthy/people.yaml";
        return history is { Default.IsBase: true } && history.TextOnDefault(Path) is { } text
            ? (YamlText.Read(text, Path, problems) is { } yaml ? Binding.Read<People>(yaml, problems) : null) ?? People.Nobody
            : One<People>(root, Path, problems) ?? People.Nobody;
    }

    private static IEnumerable<(string Path, T Value)> Many<T>(string root, string folder, List<Problem> problems) where T : class
    {
        var full = Path.Combine(root, folder);
        return !Directory.Exists(full)
            ? []
            : [.. Directory.EnumerateFiles(full, "*.yaml").Order(StringComparer.Ordinal)
                .Select(f => $"{folder}/{Path.GetFileName(f)}")
                .Select(f => (f, Value: One<T>(root, f, problems)))
                .Where(x => x.Value is not null)
                .Select(x => (x.f, x.Value!))];
    }

    private static T? One<T>(string root, string path, List<Problem> problems) where T : class =>
        BytesOf(root, path, problems) is { } bytes && YamlText.Read(bytes, path, problems) is { } yaml ? Binding.Read<T>(yaml, problems) : null;

    /// <summary>A small file; null when it is not there or too large, which is said.</summary>
    private static byte[]? BytesOf(string root, string path, List<Problem> problems)
    {
        var full = Path.Combine(root, path);
        if (!File.Exists(full))
        {
            return null;
        }

        var size = new FileInfo(full).Length;
        if (size > YamlText.MaxLength)
        {
            problems.Add(new Problem(new Place(path, 0, 0), $"the file has {size:N0} bytes; at most {YamlText.MaxLength:N0} are read."));
            return null;
        }

        return File.ReadAllBytes(full);
    }
}
