namespace Airworthy.Web.Access;

/// <summary>Who does something to an account, and from where, as the audit log has it.</summary>
/// <param name="Account">The account's name; for the command line <c>console:</c> and the name of the system's user; empty where nobody is known yet.</param>
/// <param name="Address">The network address, or <c>console</c>.</param>
public sealed record Actor(string Account, string Address)
{
    /// <summary>Whoever sits at the console of the server.</summary>
    public static Actor Console { get; } = new($"console:{Environment.UserName}", "console");
}
