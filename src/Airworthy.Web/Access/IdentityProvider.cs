using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Access;

/// <summary>Where people sign in instead of here: OpenID Connect.</summary>
/// <param name="Authority">Its address, whose <c>/.well-known/openid-configuration</c> is read.</param>
/// <param name="Client">The name this server has there.</param>
/// <param name="Secret">The secret this server has there.</param>
public sealed record IdentityProvider(Uri Authority, string Client, string Secret)
{
    /// <summary>The claim that says which role somebody has, for example <c>groups</c>; null where roles are given here.</summary>
    public string? RoleClaim { get; init; }

    /// <summary>Roles by the values of that claim. Of several, the one that may most counts.</summary>
    public IReadOnlyDictionary<string, Right> Roles { get; init; } = new Dictionary<string, Right>();

    /// <summary>The role of who has none of them, and of all where no claim says.</summary>
    public Right Otherwise { get; init; } = Right.View;

    /// <summary>The role by what the provider says.</summary>
    /// <param name="values">The values of the claim.</param>
    public Right RoleOf(IEnumerable<string> values) => values.Select(v => Roles.TryGetValue(v, out var right) ? right : Otherwise).Append(Otherwise).Max();

    // Never the secret.
    public override string ToString() => Authority.ToString();
}
