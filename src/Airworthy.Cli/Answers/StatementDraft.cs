using Airworthy.Core.Checklist;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Answers;

/// <summary>What somebody wants to state about an item, before it is written.</summary>
internal sealed record StatementDraft
{
    public required Item Item { get; init; }

    /// <summary>Null keeps the words of the statement that is there.</summary>
    public string? Says { get; init; }

    public string? By { get; init; }

    public Role? As { get; init; }

    public DateOnly? Until { get; init; }

    public IReadOnlyList<Link> Links { get; init; } = [];

    public StatementKind? Kind { get; init; }

    public IReadOnlyList<string> DistributedTo { get; init; } = [];

    public ManualResult? Result { get; init; }

    /// <summary>The statement as it would be written now, bound and dated, with what the renewal saw.</summary>
    public Statement Fill(Answering at)
    {
        var old = at.Evidence.Statements.GetValueOrDefault(Item.Id)?.Statement;
        var by = By ?? at.Me ?? "";
        var on = at.Evidence.Today;
        var latest = on.AddDays(Item.Front.StatementDays ?? 90);
        var person = at.Evidence.People[by];
        var accepted = Item.Front.StatementBy ?? [];
        var kind = Kind ?? (Says is null ? old?.Kind : null) ?? StatementKind.Attestation;
        var keeps = Says is null && old is not null;
        return Renewal.Of(new Statement
        {
            Item = Item.Id,
            Kind = kind,
            Says = Says?.Trim() ?? old?.Says ?? "",
            By = by,
            Role = As ?? (person?.Roles ?? []).Cast<Role?>().FirstOrDefault(r => accepted.Count == 0 || accepted.Contains(r!.Value)),
            On = on,
            Until = Until is { } until && until < latest ? until : latest,
            Binds = Item.Front.Binds is { Count: > 0 } ? at.Evidence.Subjects.Of(Item) : null,
            Links = keeps ? [.. (old!.Links ?? []).Where(l => Links.All(n => Target(n) != Target(l))), .. Links] : Links,
            DistributedTo = DistributedTo.Count > 0 ? DistributedTo : keeps ? old!.DistributedTo : null,
            Result = Result ?? (keeps ? old!.Result : null),
            Written = at.Evidence.Now,
        }, old);
    }

    private static string? Target(Link link) => link.Url ?? link.Kept;

    /// <summary>Writes a statement's file and says where. Signatures of the old text no longer fit and are removed.</summary>
    public static async Task<string> WriteAsync(Answering at, Statement statement, CancellationToken cancel)
    {
        var path = AnswerText.StatementPath(statement.Item);
        var old = at.Evidence.Statements.GetValueOrDefault(statement.Item)?.Statement;
        var before = at.Text(path);
        var text = AnswerText.Of(statement, before, old);
        if (text != before)
        {
            await WholeFile.WriteAsync(Path.Combine(at.Project.Root, path), text, cancel);
            foreach (var stale in SignatureFiles(at.Project.Root, path))
            {
                File.Delete(stale);
            }
        }

        return path;
    }

    /// <summary>The signatures beside a statement.</summary>
    public static IReadOnlyList<string> SignatureFiles(string root, string path)
    {
        var full = Path.Combine(root, path);
        return Path.GetDirectoryName(full) is { } folder && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, Path.GetFileName(full) + "*.sig").Order(StringComparer.Ordinal)]
            : [];
    }
}
