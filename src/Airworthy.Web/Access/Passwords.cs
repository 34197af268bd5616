using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Airworthy.Web.Access;

/// <summary>Stretches passwords: PBKDF2 with HMAC-SHA-512, 128 bits of salt, 256 bits out.</summary>
/// <remarks>OWASP's Password Storage Cheat Sheet asks for 210,000 rounds of this, or 600,000 of HMAC-SHA-256.</remarks>
/// <param name="iterations">Rounds; fewer than <see cref="Iterations"/> only where a test would take minutes.</param>
public sealed class Passwords(int iterations = Passwords.Iterations)
{
    public const int Iterations = 600_000;

    private readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
    private readonly Lazy<string> _nobodys = new(() => new Passwords(iterations).Stretch(Secret.New()));

    /// <summary>The text that is kept of a password. Takes some tenths of a second of one processor.</summary>
    public string Stretch(string password) => _hasher.HashPassword(this, password);

    /// <summary>Whether it is the password. Takes as long where there is none to compare with, so that nobody learns by the time which accounts there are.</summary>
    internal bool Matches(string password, string? stretched) =>
        _hasher.VerifyHashedPassword(this, stretched ?? _nobodys.Value, password) != PasswordVerificationResult.Failed && stretched is not null;
}
