using Airworthy.Core.Observations;

namespace Airworthy.Probes.Repository;

/// <summary>Reads the commits that changed the schema file, and who approved each.</summary>
public sealed class SchemaHistoryProbe : IProbe<SchemaHistory>
{
    private const int CommentLines = 5;

    public Task<Sighting<SchemaHistory>> LookAsync(Surroundings around, CancellationToken cancel) => Task.FromResult(Look(around));

    private static Sighting<SchemaHistory> Look(Surroundings around)
    {
        if (around.Contract.Data?.Schema is not { } path)
        {
            return new Sighting<SchemaHistory>.NotSeen("data.schema is not set.", "Name the schema file in data.schema.");
        }

        if (around.Git.History is not { } history)
        {
            return new Sighting<SchemaHistory>.NotSeen(around.Git.Because, around.Git.Next);
        }

        var file = Path.Combine(around.Root, path);
        if (!File.Exists(file))
        {
            return new Sighting<SchemaHistory>.NotSeen($"{path} is not there.", "Correct data.schema, or write the file.");
        }

        var identify = Reviews.Anybody(around.Files.People);
        return new SchemaHistory(path, history.IsOnDefault(path), SaysInferred(file), history.IsShallow,
            [.. history.Touching(path).Select(c => Change(history, c, identify))]);
    }

    private static FileChange Change(GitHistory history, GitCommit commit, Func<string, string?> identify)
    {
        var who = Reviews.Self(commit, identify);
        return new FileChange(commit.ShortId, commit.Author.Name, DateOnly.FromDateTime(commit.Author.At.UtcDateTime), commit.Subject,
            history.BringerOf(commit.Id) is { } bringer ? Reviews.Approver(commit, bringer, who, identify) : null,
            Reviews.IsMachine(commit.Author.Name, commit.Author.Email));
    }

    private static bool SaysInferred(string file) => File.ReadLines(file).Take(CommentLines)
        .Any(l => l.TrimStart().StartsWith('#') && (l.Contains("inferred", StringComparison.OrdinalIgnoreCase) || l.Contains("generated", StringComparison.OrdinalIgnoreCase)));
}
