using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Statements;

namespace Airworthy.Cli.Answers;

/// <summary>A risk that somebody wants to accept, before it is written.</summary>
internal sealed record WaiverDraft
{
    public required Item Item { get; init; }

    public string? Risk { get; init; }

    public string? Because { get; init; }

    public string? Mitigation { get; init; }

    public string? By { get; init; }

    public IReadOnlyList<string> ApprovedBy { get; init; } = [];

    public DateOnly? Until { get; init; }

    public string? Ticket { get; init; }

    /// <summary>The waiver as it would be written now.</summary>
    public Waiver Fill(Answering at)
    {
        var by = By ?? at.Me ?? "";
        return new Waiver
        {
            Item = Item.Id,
            Risk = Risk?.Trim() ?? "",
            Because = Because?.Trim() ?? "",
            Mitigation = Mitigation?.Trim() ?? "",
            By = by,
            ApprovedBy = ApprovedBy.Count == 0 && at.Evidence.Policy == Policy.Light ? [by] : ApprovedBy,
            On = at.Evidence.Today,
            Until = Until ?? default,
            Ticket = Ticket,
        };
    }

    /// <summary>Writes a waiver's file and says where.</summary>
    /// <exception cref="Refusal">It would not count, or the file that is there cannot be read.</exception>
    public static async Task<string> WriteAsync(Answering at, Item item, Waiver waiver, CancellationToken cancel)
    {
        if (Objections.To(waiver, item, at[item].Status, at.Evidence) is { Count: > 0 } against)
        {
            throw Answering.Refuse($"a waiver of {item.Id} would not count", against);
        }

        var path = AnswerText.WaiverPath(item.Id, waiver.Until);
        at.RefuseUnreadable(path);
        var old = at.Evidence.Waivers.FirstOrDefault(w => w.Item == item.Id && w.Until == waiver.Until);
        await WholeFile.WriteAsync(Path.Combine(at.Project.Root, path), AnswerText.Of(waiver, at.Text(path), old), cancel);
        return path;
    }
}
