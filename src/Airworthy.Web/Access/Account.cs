using System.Text.RegularExpressions;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Access;

/// <summary>Someone, or something, that may sign in.</summary>
public sealed partial record Account
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 256;

    public long No { get; init; }

    /// <summary>1–100 of a–z, 0–9 and <c>. _ @ -</c>, unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>The role's name: see <see cref="Roles"/>.</summary>
    public string Role { get; init; } = "none";

    /// <summary>Who it is for an identity provider: its issuer, a space, and its subject there; null for an account of this server alone.</summary>
    public string? Subject { get; init; }

    public bool Disabled { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Created { get; init; }

    /// <summary>The stretched password; null where it signs in elsewhere, or by tokens alone.</summary>
    internal string? Password { get; init; }

    /// <summary>Rights on single experiments, by their number. They win over the role, in both directions.</summary>
    public IReadOnlyDictionary<long, Right> Grants { get; init; } = new Dictionary<long, Right>();

    public Right Right => Roles.Parse(Role);

    /// <summary>What it may do with an experiment.</summary>
    public Right On(long experiment) => Right == Right.Administer ? Right.Administer : Grants.GetValueOrDefault(experiment, Right);

    /// <summary>A name as it is kept: in small letters.</summary>
    /// <exception cref="RefusedException">It has other characters, or too many.</exception>
    public static string Named(string? name)
    {
        var small = (name ?? "").Trim().ToLowerInvariant();
        return NamePattern().IsMatch(small)
            ? small
            : throw RefusedException.Invalid("An account's name has 1 to 100 characters of a-z, 0-9 and . _ @ -, and begins with a letter or a digit.");
    }

    /// <exception cref="RefusedException">The password is too short, too long, or says the name.</exception>
    public static string AcceptablePassword(string? password, string name) => password switch
    {
        null or { Length: < ShortestPassword } => throw RefusedException.Invalid($"A password has at least {ShortestPassword} characters."),
        { Length: > LongestPassword } => throw RefusedException.Invalid($"A password has at most {LongestPassword} characters."),
        _ when password.Contains(name, StringComparison.OrdinalIgnoreCase) && name.Length > 3 => throw RefusedException.Invalid("A password does not contain the account's name."),
        _ when password.Distinct().Count() < 5 => throw RefusedException.Invalid("A password has at least five different characters."),
        _ => password,
    };

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._@-]{0,99}\z")]
    private static partial Regex NamePattern();
}
