using System.Net;

namespace Airworthy.Web.Access;

/// <summary>Who may reach a server, and how.</summary>
public sealed record AccessOptions
{
    /// <summary>Whether callers must say who they are. Without it the server listens on loopback only.</summary>
    public bool SignIn { get; init; }

    /// <summary>Names by which the server may be called beside its own: <c>ml.example.org</c>, or <c>*.example.org</c>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Proxies that are believed when they say for whom they ask, and by which name and scheme.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Null for plain HTTP.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>The identity provider people sign in at; null for passwords alone.</summary>
    public IdentityProvider? Provider { get; init; }

    public Rates Rates { get; init; } = new();

    internal int PasswordIterations { get; init; } = Passwords.Iterations;
}

/// <summary>How often one may ask. Where nobody must sign in there is no limit.</summary>
public sealed record Rates
{
    /// <summary>Calls per second of one account, over a while; five seconds' worth at once.</summary>
    public int PerAccount { get; init; } = 2000;

    /// <summary>Calls per second of one address without an account.</summary>
    public int PerAddress { get; init; } = 50;

    /// <summary>Passwords tried per minute for one account from one address.</summary>
    public int SignInsPerAccountAndAddress { get; init; } = 10;

    /// <summary>Passwords tried per minute for one account from everywhere, and from one address for all accounts.</summary>
    public int SignIns { get; init; } = 60;
}
