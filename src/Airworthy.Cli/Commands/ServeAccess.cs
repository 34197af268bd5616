using System.CommandLine;
using System.Net;
using System.Security.Cryptography;

using Airworthy.Tracking.Protocol;
using Airworthy.Web.Access;

namespace Airworthy.Cli.Commands;

/// <summary>The options of <c>airworthy serve</c> that say who may reach the server, and how.</summary>
internal sealed class ServeAccess
{
    /// <summary>Where the certificate's password stands, so that it is on no command line.</summary>
    private const string Password = "AIRWORTHY_CERTIFICATE_PASSWORD";

    private const string ProviderSecret = "AIRWORTHY_OIDC_SECRET";

    private readonly Option<bool> _auth = new("--auth") { Description = "Callers must say who they are: accounts, API tokens, roles. Needed to listen beyond this machine." };
    private readonly Option<string[]> _hosts = new("--allowed-hosts") { Description = "Other names the server is called by: ml.example.org, *.example.org.", HelpName = "name", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _proxies = new("--proxy") { Description = "A proxy's address, believed when it says for whom it asks (X-Forwarded-…).", HelpName = "address", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _certificate = new("--certificate") { Description = $"Serve HTTPS: a .pfx or .p12 file, or a .pem with certificate (and chain, and key). Its password: {Password}.", HelpName = "file" };
    private readonly Option<string?> _key = new("--certificate-key") { Description = "The private key of --certificate, where it has a file of its own.", HelpName = "file" };
    private readonly Option<int> _rate = new("--rate") { Description = "Calls per second of one account, over a while.", HelpName = "calls", DefaultValueFactory = _ => new Rates().PerAccount };

    private readonly Option<string?> _provider = new("--oidc") { Description = $"People sign in at an OpenID Connect provider; this server's secret there: {ProviderSecret}.", HelpName = "address" };
    private readonly Option<string> _client = new("--oidc-client") { Description = "This server's name at the provider.", HelpName = "id", DefaultValueFactory = _ => "airworthy" };
    private readonly Option<string?> _roleClaim = new("--oidc-role-claim") { Description = "The claim that says which role somebody has.", HelpName = "claim" };
    private readonly Option<string[]> _roles = new("--oidc-role") { Description = "A role for a value of that claim: ml-admins=admin.", HelpName = "value=role", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _otherwise = new("--oidc-otherwise") { Description = "The role of all others who sign in there.", HelpName = "role", DefaultValueFactory = _ => "viewer" };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_auth, _hosts, _proxies, _certificate, _key, _rate, _provider, _client, _roleClaim, _roles, _otherwise])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="Refusal">Something cannot be read.</exception>
    public AccessOptions Read(ParseResult parsed) => new()
    {
        SignIn = parsed.GetValue(_auth),
        Hosts = [.. Many(parsed, _hosts)],
        Proxies = [.. Many(parsed, _proxies).Select(p => IPAddress.TryParse(p, out var address) ? address : throw new Refusal(64, $"--proxy is '{p}', but an address was expected, for example 10.0.0.2."))],
        Certificate = parsed.GetValue(_certificate) is { } file ? Certificate(file, parsed.GetValue(_key)) : parsed.GetValue(_key) is null ? null : throw new Refusal(64, "--certificate-key needs the certificate too: --certificate FILE."),
        Provider = Provider(parsed),
        Rates = parsed.GetValue(_rate) is >= 1 and <= 1_000_000 and var rate ? new Rates { PerAccount = rate } : throw new Refusal(64, "--rate is 1 to 1000000 calls per second."),
    };

    /// <summary>What to tell whoever starts a server that others reach over a line that others can read; null where there is nothing to tell.</summary>
    public static string? Warning(AccessOptions access, IPEndPoint listen) =>
        access is { SignIn: true, Certificate: null, Proxies.Count: 0 } && !IPAddress.IsLoopback(listen.Address)
            ? "Passwords and tokens travel unencrypted: add --certificate, or put a proxy that speaks HTTPS in front and name it with --proxy."
            : null;

    internal static IEnumerable<string> Many(ParseResult parsed, Option<string[]> option) =>
        (parsed.GetValue(option) ?? []).SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private IdentityProvider? Provider(ParseResult parsed)
    {
        if (parsed.GetValue(_provider) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var authority) || !(authority.Scheme == "https" || (authority.Scheme == "http" && authority.IsLoopback)))
        {
            throw new Refusal(64, $"--oidc is '{text}', but an https address was expected, for example https://login.example.org/realms/ml.");
        }

        var secret = Environment.GetEnvironmentVariable(ProviderSecret);
        try
        {
            return new(authority, parsed.GetValue(_client)!, string.IsNullOrEmpty(secret) ? throw new Refusal(64, $"--oidc needs this server's secret at the provider in {ProviderSecret}.") : secret)
            {
                RoleClaim = parsed.GetValue(_roleClaim),
                Roles = Many(parsed, _roles).Select(r => r.Split('=', 2)).ToDictionary(r => r[0], r => Roles.Parse(r.ElementAtOrDefault(1)), StringComparer.Ordinal),
                Otherwise = Roles.Parse(parsed.GetValue(_otherwise)),
            };
        }
        catch (RefusedException e)
        {
            throw new Refusal(64, e.Message);
        }
    }

    private static ServerCertificate Certificate(string file, string? key)
    {
        try
        {
            return new ServerCertificate(file, key, Environment.GetEnvironmentVariable(Password));
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new Refusal(64, $"--certificate {file} cannot be read: {e.Message} Expected a .pfx or .p12 file, or a .pem with certificate and key, or with the key in --certificate-key; a password in {Password}.");
        }
    }
}
