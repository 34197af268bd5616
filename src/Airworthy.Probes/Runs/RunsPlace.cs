using Airworthy.Client;
using Airworthy.Core.Contracts;

namespace Airworthy.Probes.Runs;

/// <summary>The server that keeps a project's runs.</summary>
/// <param name="Name">What it is called for a person.</param>
/// <param name="Owner">What has to be closed with it, such as a server in this process.</param>
public sealed record RunsPlace(TrackingClient Client, string Name, IAsyncDisposable? Owner = null) : IAsyncDisposable
{
    internal const string Variable = "MLFLOW_TRACKING_URI";

    /// <summary>The server: what <c>runs.url</c> names, else <c>MLFLOW_TRACKING_URI</c>, else the project's own store; null, with a reason, where there is none.</summary>
    /// <remarks>A token or password of the environment is meant for the server that the environment names, and is sent to no other: a contract can be changed by whoever opens a pull request.</remarks>
    public static async Task<(RunsPlace? Place, string Because, string Next)> FindAsync(Surroundings around, CancellationToken cancel)
    {
        const string Next = "Run `airworthy serve` here and log runs to it, or set runs.url or MLFLOW_TRACKING_URI to the tracking server.";
        var named = around.Variable(Variable);
        var (text, from) = around.Contract.Runs?.Url is { Length: > 0 } url ? (url, "runs.url") : (named, Variable);
        if (!string.IsNullOrEmpty(text))
        {
            return AddressOf(text) is not { } address
                ? (null, $"{from} is '{Short(text)}', which is no address of a tracking server.", $"Write it like https://runs.example.com into {from}.")
                : (new RunsPlace(new TrackingClient(address, IsSame(address, named) ? TrackingLogin.FromEnvironment(around.Variable) : null), address.GetLeftPart(UriPartial.Path).TrimEnd('/')), "", "");
        }

        try
        {
            return around.OwnRuns is { } own && await own(cancel) is { } place
                ? (place, "", "")
                : (null, "No tracking server is named, and the project's store holds no runs.", Next);
        }
        catch (TrackingException e)
        {
            return (null, $"The runs in the project's store cannot be read: {e.Message}", "Nothing was lost: do it again when that is mended.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (Owner is not null)
        {
            await Owner.DisposeAsync();
        }
    }

    /// <summary>The address without what only a browser needs.</summary>
    private static Uri? AddressOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 ? new Uri(address.GetLeftPart(UriPartial.Path)) : null;

    private static bool IsSame(Uri address, string? named) =>
        Uri.TryCreate(named, UriKind.Absolute, out var other) && (address.Scheme, address.Host, address.Port) == (other.Scheme, other.Host, other.Port);

    /// <summary>As it may be printed: no password in it, no endless line.</summary>
    private static string Short(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
        ? $"{address.Scheme}://…@{address.Host}" : text.Length > 80 ? text[..80] + "…" : text;

    /// <summary>The experiment that holds a project's runs.</summary>
    public static string ExperimentOf(ProjectContract contract) => contract.Runs?.Experiment ?? contract.Project;
}
