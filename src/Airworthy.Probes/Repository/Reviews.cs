using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository;

/// <summary>Reads from commits alone who approved a change.</summary>
public static class Reviews
{
    /// <summary>The trailer that a reviewer's approval leaves in a commit.</summary>
    public const string Trailer = "Reviewed-by";

    /// <summary>
    /// Whoever approved a change besides those who wrote it: by a <c>Reviewed-by:</c> trailer on the commit or on the merge that brought it,
    /// else by merging what others wrote. Null when nobody did.
    /// </summary>
    /// <param name="commit">The commit that made the change.</param>
    /// <param name="bringer">The commit of the main line with which it came to the default branch.</param>
    /// <param name="writers">Those who wrote what the bringer brought.</param>
    /// <param name="identify">The person behind an address; null when that person's word does not count.</param>
    public static string? Approver(GitCommit commit, GitCommit bringer, IReadOnlySet<string> writers, Func<string, string?> identify)
    {
        bool IsOther(string? who) => who is not null && !writers.Contains(who);

        var approved = new[] { bringer, commit }
            .SelectMany(c => c.Trailers).Where(t => t.Key.Equals(Trailer, StringComparison.OrdinalIgnoreCase) && t.Email is not null)
            .Select(t => identify(t.Email!)).FirstOrDefault(IsOther);
        if (approved is not null || !bringer.IsMerge || bringer.Id == commit.Id)
        {
            return approved;
        }

        // The forge's own address commits what somebody merges in the browser; the author is then who pressed the button.
        var merger = identify(bringer.Committer.Email) ?? identify(bringer.Author.Email);
        return IsOther(merger) ? merger : null;
    }

    /// <summary>The author of a commit, under each name by which somebody could seem to be another.</summary>
    public static IReadOnlySet<string> Self(GitCommit commit, Func<string, string?> identify) =>
        new HashSet<string>([identify(commit.Author.Email) ?? "", commit.Author.Email.ToLowerInvariant()]);

    /// <summary>The active person of <c>people.yaml</c> behind an address: whoever may speak for the project. Null for all others.</summary>
    public static Func<string, string?> Somebody(People people) => email => people.HandleOf(email) is { } handle && people[handle]!.Active ? handle : null;

    /// <summary>Any human being behind an address: by handle where <c>people.yaml</c> knows one, else by the address. Null for machines.</summary>
    public static Func<string, string?> Anybody(People people) => email => people.HandleOf(email) ?? (IsMachine("", email) ? null : email.ToLowerInvariant());

    /// <summary>Whether a name or address is a program's and not a person's.</summary>
    public static bool IsMachine(string name, string email) =>
        name.EndsWith("[bot]", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-bot", StringComparison.OrdinalIgnoreCase)
        || email.Contains("[bot]@", StringComparison.OrdinalIgnoreCase)
        || name.ToLowerInvariant() is "github" or "github-actions" or "gitlab" or "jenkins" or "dependabot" or "renovate" or "renovate bot" or "airworthy"
        || email.ToLowerInvariant() is "noreply@github.com" or "noreply@gitlab.com" or "action@github.com" or "bot@renovateapp.com";
}
