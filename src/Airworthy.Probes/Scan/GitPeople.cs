using System.Globalization;
using System.Text;

using Airworthy.Core.Reading;

using LibGit2Sharp;

namespace Airworthy.Probes.Scan;

/// <summary>Somebody who committed.</summary>
/// <param name="Handle">A short name, made from the name: <c>ana.silva</c>.</param>
public sealed record Committer(string Handle, string Name, IReadOnlyList<string> Emails, int Commits);

/// <summary>Who committed to the repository of a folder, most commits first.</summary>
public sealed record GitPeople(IReadOnlyList<Committer> Committers)
{
    /// <summary>The handle of whoever committed most; null when nobody did.</summary>
    public string? Main => Committers is [var first, ..] ? first.Handle : null;

    /// <summary>Commits that are read, newest first.</summary>
    private const int MaxCommits = 5_000;

    private const int MaxPeople = 50;

    public static GitPeople Of(string root)
    {
        if (LibGit2Sharp.Repository.Discover(root) is not { } git)
        {
            return new GitPeople([]);
        }

        try
        {
            using var repository = new LibGit2Sharp.Repository(git);
            var authors = repository.Head.Tip is null ? [] : repository.Commits.Take(MaxCommits).Select(c => c.Author).Where(a => !IsMachine(a)).ToList();
            if (authors.Count == 0 && repository.Config.BuildSignature(DateTimeOffset.UnixEpoch) is { } self)
            {
                authors = [self];
            }

            // The same name under two addresses is one person.
            var people = authors.GroupBy(a => Handle(a.Name, a.Email)).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Take(MaxPeople);
            return new GitPeople([.. people.Select(g => new Committer(g.Key, g.First().Name.Trim() is { Length: > 0 } name ? name : g.Key,
                [.. g.Select(a => a.Email).Where(e => !string.IsNullOrWhiteSpace(e)).Distinct(StringComparer.OrdinalIgnoreCase).Take(10)], g.Count()))]);
        }
        catch (LibGit2SharpException)
        {
            return new GitPeople([]);
        }
    }

    /// <summary>The text of <c>.airworthy/people.yaml</c>.</summary>
    public string Yaml()
    {
        var text = new StringBuilder("""
            # Who is on the project. A role says what a signature is worth: owner, deputy, data-scientist, ml-engineer,
            # domain-expert, reviewer, privacy, legal, operations, manager.

            """);
        if (Committers.Count == 0)
        {
            return text.Append("""
                people: {}
                #  ana.silva:
                #    name: Ana Silva
                #    contact: ana.silva@example.com
                #    emails: [ana.silva@example.com]
                #    roles: [owner]

                """).ToString();
        }

        text.Append("people:\n");
        foreach (var (person, i) in Committers.Select((p, i) => (p, i)).OrderBy(x => x.p.Handle, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {person.Handle}:\n    name: {YamlFlow.Text(person.Name)}\n");
            if (person.Emails.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"    contact: {YamlFlow.Text(person.Emails[0])}\n    emails: {YamlFlow.List(person.Emails)}\n");
            }

            var noun = person.Commits == 1 ? "commit" : "commits";
            text.Append(CultureInfo.InvariantCulture, $"    roles: [{(i == 0 ? "owner" : "data-scientist")}]{new string(' ', i == 0 ? 12 : 3)}# guessed: confirm ({person.Commits} {noun})\n");
        }

        return text.ToString();
    }

    private static bool IsMachine(Signature author) =>
        author.Name.Contains("[bot]", StringComparison.OrdinalIgnoreCase) || author.Email.Contains("[bot]", StringComparison.OrdinalIgnoreCase)
        || author.Name is "GitHub" or "dependabot" or "github-actions" || author.Email.StartsWith("noreply@", StringComparison.OrdinalIgnoreCase);

    /// <summary>Letters of a handle are plain; what people's names add to them is taken off.</summary>
    private static string Latin(char letter) => letter switch
    {
        'ß' => "ss",
        'æ' or 'ä' => "ae",
        'œ' or 'ö' or 'ø' => "oe",
        'ü' => "ue",
        'þ' => "th",
        _ => "àáâãåāăąçćčďđèéêëēęěìíîïīıłñńňòóôõōőřśšşťțùúûūůűýÿžźż".IndexOf(letter, StringComparison.Ordinal) is var at and >= 0
            ? "aaaaaaaacccddeeeeeeeiiiiiilnnnoooooorsssttuuuuuuyyzzz"[at].ToString()
            : letter.ToString(),
    };

    private static string Handle(string name, string email)
    {
        var source = name.Trim().Length > 0 ? name : email.Split('@')[0];
        var bare = new StringBuilder();
        foreach (var c in source.ToLowerInvariant().SelectMany(Latin))
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                bare.Append(c);
            }
            else if (bare.Length > 0 && bare[^1] != '.')
            {
                bare.Append('.');
            }
        }

        var handle = bare.ToString().Trim('.');
        return handle.Length is > 0 and <= 60 && char.IsLetter(handle[0]) ? handle : "person." + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(source))[..Math.Min(8, 2 * source.Length)];
    }
}
