using Airworthy.Client;
using Airworthy.Probes.Runs;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli;

/// <summary>The runs in a project's own store, for the parts that look at runs where no server is named.</summary>
internal static class OwnRuns
{
    /// <summary>Opens them when somebody asks; a store that never held a run is not made.</summary>
    public static Func<CancellationToken, Task<RunsPlace?>> Of(string root) => async cancel =>
    {
        var folder = new StoreAddress.Folder(Path.GetFullPath(Path.Combine(root, ".airworthy", "store")));
        if (!File.Exists(folder.File))
        {
            return null;
        }

        try
        {
            var open = await StoreConnection.OpenAsync(folder, Path.Combine(folder.Path, "artifacts"), cancel);
            return new RunsPlace(open.Client, "the project's store", open);
        }
        catch (Refusal e)
        {
            throw new TrackingException("UNREACHABLE", null, e.Message, e);
        }
    };
}
