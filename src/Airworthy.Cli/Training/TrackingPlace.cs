using System.CommandLine;
using System.Security.Cryptography;

using Airworthy.Client;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli.Training;

/// <summary>Where a project's runs go, in a form that a command of the team reaches too: a server that is named, the one that has the store open, or one started here.</summary>
/// <param name="Login">What the command's environment must hold to log in; null takes a variable away.</param>
internal sealed record TrackingPlace(TrackingClient Client, string Name, IReadOnlyDictionary<string, string?> Login, IAsyncDisposable? Owner) : IAsyncDisposable
{
    public static readonly Option<string?> Server = new("--server")
    {
        Description = "The address of a tracking server. Default: runs.url of the contract, else MLFLOW_TRACKING_URI, else the project's own store.",
        HelpName = "address",
    };

    private static readonly string[] s_logins = ["MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD"];

    /// <exception cref="Refusal">An address cannot be read, or the store cannot be used.</exception>
    public static async Task<TrackingPlace> OpenAsync(Project project, string? server, CancellationToken cancel)
    {
        var named = Environment.GetEnvironmentVariable("MLFLOW_TRACKING_URI") is { Length: > 0 } variable ? variable : null;
        if ((server ?? project.Contract.Runs?.Url ?? named) is { } text)
        {
            var address = StoreConnection.AddressOf(text);
            // What the environment holds to log in is meant for the server that it names, or that somebody typed, and for no other.
            var trusted = server is not null || (Uri.TryCreate(named, UriKind.Absolute, out var other) && (other.Scheme, other.Host, other.Port) == (address.Scheme, address.Host, address.Port));
            return new TrackingPlace(TrackingClient.At(address, trusted ? StoreConnection.Login() : null), text,
                trusted ? new Dictionary<string, string?>() : s_logins.ToDictionary(n => n, _ => (string?)null), null);
        }

        return await OwnAsync(Path.Combine(project.Root, ".airworthy", "store"), cancel);
    }

    /// <summary>The store of a folder, made where there is none.</summary>
    public static async Task<TrackingPlace> OwnAsync(string folder, CancellationToken cancel)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var store = new StoreAddress.Folder(Path.GetFullPath(folder));
        var isServed = StoreOwner.Find(store) is { Address: not null };
        var open = await StoreConnection.OpenAsync(store, Path.Combine(store.Path, "artifacts"), cancel, token);
        var login = isServed ? new Dictionary<string, string?>() : s_logins.ToDictionary(n => n, n => n == s_logins[0] ? token : null);
        return new TrackingPlace(open.Client, open.Name, login, open);
    }

    public async ValueTask DisposeAsync()
    {
        if (Owner is not null)
        {
            await Owner.DisposeAsync();
        }
        else
        {
            Client.Dispose();
        }
    }
}
