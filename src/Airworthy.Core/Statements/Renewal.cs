using Airworthy.Core.Checklist;

namespace Airworthy.Core.Statements;

/// <summary>Says what a renewed statement saw: how often the same words were renewed, and what changed since they were last signed.</summary>
public static class Renewal
{
    /// <summary>The statement with <see cref="Statement.Saw"/> filled, if it renews another.</summary>
    /// <param name="old">The statement it takes the place of; null when there is none.</param>
    public static Statement Of(Statement fresh, Statement? old)
    {
        if (old is null)
        {
            return fresh;
        }

        // Setting a slip right on the same day is no renewal.
        if (old.On == fresh.On && old.By == fresh.By && fresh.Binds is not null && old.Binds is not null && Evaluation.ChangedSince(old.Binds, fresh.Binds).Count == 0)
        {
            return fresh with { Saw = old.Saw };
        }

        var repeats = old.By == fresh.By && Words(old.Says) == Words(fresh.Says) && (fresh.Links ?? []).All(n => (old.Links ?? []).Any(o => Same(o, n)));
        return fresh with
        {
            Saw = new SawAtRenewal
            {
                Renewal = repeats ? (old.Saw?.Renewal ?? 0) + 1 : 0,
                ChangesSinceLast = old.Binds is null ? [] : Evaluation.ChangedSince(old.Binds, fresh.Binds ?? new Dictionary<string, string>()),
            },
        };
    }

    // A digest that was never taken says nothing about what the file was.
    private static bool Same(Link old, Link now) => (old.Url ?? old.Kept) == (now.Url ?? now.Kept) && (old.Sha256 is null || old.Sha256 == now.Sha256);

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
