using Airworthy.Tracking.Protocol;

namespace Airworthy.Web.Access;

/// <summary>The names of rights, as accounts, tokens and pages have them.</summary>
public static class Roles
{
    /// <summary>From the least to the most. <c>none</c> sees nothing but what it is granted.</summary>
    public static IReadOnlyList<string> All { get; } = ["none", "viewer", "editor", "releaser", "admin"];

    public static string Name(this Right right) => All[(int)right];

    /// <exception cref="RefusedException">There is no such role.</exception>
    public static Right Parse(string? name) => All.ToList().IndexOf(name ?? "") is >= 0 and var at
        ? (Right)at
        : throw RefusedException.Invalid($"There is no role '{name}'. Roles are: {string.Join(", ", All)}.");
}
