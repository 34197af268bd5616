using System.CommandLine;
using System.Globalization;

using Airworthy.Client;
using Airworthy.Serving.Feedback;
using Airworthy.Serving.PredictionLog;
using Airworthy.Tracking.Storage;

namespace Airworthy.Cli.Commands.Data;

/// <summary>Rows about persons in the prediction log, removed by the gateway that writes it, or here while none runs.</summary>
internal sealed class LoggedPersons(Project project, Uri? server)
{
    /// <summary>The log of a project whose rows name persons by a column; null where the contract says nothing of such a column, or names another.</summary>
    public static LoggedPersons? Of(ParseResult parsed, Project project, string column)
    {
        if (project.Contract.Data?.Privacy?.Subject != column)
        {
            return null;
        }

        var address = parsed.GetValue(StoreConnection.Server) ?? StoreOwner.Find((StoreAddress.Folder)StoreAddress.Parse(StoreOf(project)))?.Address;
        return new LoggedPersons(project, address is null ? null : StoreConnection.AddressOf(address));
    }

    /// <summary>Removes the rows about them, and says how many.</summary>
    /// <exception cref="Refusal">The gateway or the disk refuses.</exception>
    public async Task<long> ForgetAsync(IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        try
        {
            var (rows, files, waiting) = await RemoveAsync(subjects, cancel);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Prediction log: {rows:N0} row{(rows == 1 ? "" : "s")} about them removed from {files:N0} file{(files == 1 ? "" : "s")}{(waiting == 0 ? "" : $"; {waiting:N0} more gateway{(waiting == 1 ? "" : "s")} of this machine will do so within a minute")}."));
            return rows;
        }
        catch (Exception e) when (e is TrackingException or HttpRequestException or IOException or InvalidDataException or StoreRefusedException or System.Data.Common.DbException)
        {
            throw new Refusal(1, $"The rows in the prediction log are still there: {e.Message.Split('\n')[0]}", "Ask again with the same keys; nothing else was deleted yet.");
        }
    }

    private async Task<(long Rows, int Files, int Waiting)> RemoveAsync(IReadOnlyList<string> subjects, CancellationToken cancel)
    {
        if (server is null)
        {
            var store = new StoreAddress.Folder(StoreOf(project));
            await using var database = File.Exists(store.File) ? await Database.OpenAsync(store, cancel) : null;
            var gone = await LoggedSubjects.ForgetAsync(Path.Combine(StoreOf(project), "predictions"), subjects, database is null ? null : new FeedbackStore(database, TimeProvider.System).ForgetAsync, TimeProvider.System, cancel);
            return (gone.Rows, gone.Files, gone.Waiting);
        }

        using var client = TrackingClient.At(server, StoreConnection.Login());
        var forgotten = await client.Endpoints.ForgetAsync(subjects, cancel);
        return (forgotten.Rows, forgotten.Files, forgotten.Waiting);
    }

    private static string StoreOf(Project project) => Path.Combine(project.Root, ".airworthy", "store");
}
