using Airworthy.Core.Statements;

namespace Airworthy.Probes.Repository.Signatures;

/// <summary>What came of checking one signature.</summary>
/// <param name="File">The signature's file, from the project's folder.</param>
/// <param name="By">The handle whose key made it; null when it proves nothing.</param>
/// <param name="Because">Why it proves nothing, as a sentence.</param>
public sealed record CheckedSignature(string File, string? By, string Because = "");

/// <summary>
/// Checks the signatures beside a statement: <c>&lt;item&gt;.yaml.sig</c> by whoever makes it, <c>&lt;item&gt;.yaml.&lt;handle&gt;.sig</c> by others.
/// </summary>
/// <param name="allowed">The keys that may sign.</param>
/// <param name="now">The time at which a key has to be valid.</param>
public sealed class StatementSignatures(IReadOnlyList<AllowedSigner> allowed, DateTimeOffset now)
{
    /// <summary>What statements are signed for; a signature for mail or git proves nothing here.</summary>
    public const string Namespace = "airworthy-statement";

    /// <summary>
    /// The keys as the default branch knows them, so that nobody can add a key and sign with it in one change. Only a project without any
    /// commit is believed from its folder.
    /// </summary>
    public static StatementSignatures Of(string root, GitHistory? history, DateTimeOffset now)
    {
        var path = Path.Combine(root, AllowedSigners.Path);
        var text = history is { Head: not null } ? history.TextOnDefault(AllowedSigners.Path)
            : File.Exists(path) ? File.ReadAllText(path)
            : null;
        return new StatementSignatures(text is null ? [] : AllowedSigners.Parse(text), now);
    }

    /// <summary>The file of somebody's signature on a statement.</summary>
    public static string FileOf(string statement, string signer, string by) => signer == by ? $"{statement}.sig" : $"{statement}.{signer}.sig";

    /// <summary>Checks every signature that lies beside a statement.</summary>
    /// <param name="path">The statement's path in the project.</param>
    public IReadOnlyList<CheckedSignature> Check(string root, string path, People people)
    {
        var full = Path.Combine(root, path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            return [];
        }

        var bytes = File.ReadAllBytes(full);
        return [.. Directory.EnumerateFiles(Path.GetDirectoryName(full)!, Path.GetFileName(full) + "*.sig").Order(StringComparer.Ordinal)
            .Select(file => Check(path[..(path.LastIndexOf('/') + 1)] + Path.GetFileName(file), File.ReadAllText(file), bytes, people))];
    }

    private CheckedSignature Check(string file, string text, byte[] statement, People people)
    {
        CheckedSignature Not(string because) => new(file, null, because);
        try
        {
            var signature = SshSignature.Parse(text);
            if (signature.Namespace != Namespace)
            {
                return Not($"{file} was made for the namespace {signature.Namespace}, and statements are signed for {Namespace}.");
            }

            if (!signature.Fits(statement))
            {
                return Not($"{file} does not fit the statement: one of the two was changed after signing.");
            }

            var key = SshKey.Fingerprint(signature.Key);
            var lines = allowed.Where(a => a.Key.AsSpan().SequenceEqual(signature.Key)).ToList();
            var owner = people.ByHandle!.Where(p => p.Value.Active).Select(p => p.Key).FirstOrDefault(h => lines.Any(l => l.Is(NamesOf(h, people[h]!))));
            if (owner is null)
            {
                return Not($"{file} was made with the key {key}, which {AllowedSigners.Path} of the default branch gives to nobody here.");
            }

            var theirs = lines.Where(l => l.Is(NamesOf(owner, people[owner]!)) && l.Allows(Namespace)).ToList();
            return theirs.Count == 0 ? Not($"{file}: the key {key} of {owner} may not sign for {Namespace}.")
                : theirs.All(l => l.ValidBefore <= now) ? Not($"{file}: the key {key} of {owner} was valid until {theirs.Max(l => l.ValidBefore):yyyy-MM-dd}.")
                : theirs.All(l => l.ValidBefore <= now || l.ValidAfter > now) ? Not($"{file}: the key {key} of {owner} is valid from {theirs.Min(l => l.ValidAfter):yyyy-MM-dd} on.")
                : new CheckedSignature(file, owner);
        }
        catch (FormatException e)
        {
            return Not($"{file} cannot be read: {e.Message}.");
        }
    }

    private static IEnumerable<string> NamesOf(string handle, Person person) =>
        new[] { handle, person.Contact }.Concat(person.Emails ?? []).OfType<string>();
}
