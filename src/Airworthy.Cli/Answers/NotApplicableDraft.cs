using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Answers;

/// <summary>What somebody wants to say about an item that cannot apply, before it is written.</summary>
internal sealed record NotApplicableDraft
{
    public required Item Item { get; init; }

    /// <summary>Null keeps the words that are there.</summary>
    public string? Because { get; init; }

    public string? By { get; init; }

    public string? ApprovedBy { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>The claim as it would be written now.</summary>
    public NotApplicable Fill(Answering at)
    {
        var old = Old(at, Item.Id);
        var by = By ?? at.Me ?? "";
        return new NotApplicable
        {
            Item = Item.Id,
            Because = Because?.Trim() ?? old?.Because ?? "",
            By = by,
            ApprovedBy = ApprovedBy ?? (at.Evidence.Policy == Policy.Light ? by : ""),
            On = at.Evidence.Today,
            Until = Until ?? at.Evidence.Today.AddDays(NotApplicableClaims.MaxDays),
            Unless = Objections.ReopensWhen(Item) ?? old?.Unless,
        };
    }

    /// <summary>Writes a claim's file and says where.</summary>
    /// <exception cref="Refusal">It would not count, or the file that is there cannot be read.</exception>
    public static async Task<string> WriteAsync(Answering at, Item item, NotApplicable claim, CancellationToken cancel)
    {
        var path = AnswerText.NotApplicablePath(item.Id);
        at.RefuseUnreadable(path);
        if (Objections.To(claim, item, at.Evidence) is { Count: > 0 } against)
        {
            throw Answering.Refuse($"{item.Id} cannot be put aside like this", against);
        }

        await WholeFile.WriteAsync(Path.Combine(at.Project.Root, path), AnswerText.Of(claim, at.Text(path), Old(at, item.Id)), cancel);
        return path;
    }

    private static NotApplicable? Old(Answering at, string item) => at.Evidence.NotApplicable.FirstOrDefault(n => n.Item == item);
}
