namespace Airworthy.Serving.PredictionLog;

/// <summary>What came of forgetting subjects.</summary>
/// <param name="Rows">Rows that were removed.</param>
/// <param name="Files">Files that were written anew without them.</param>
/// <param name="Waiting">Folders that another gateway has open: it was told, and removes them within a minute.</param>
public sealed record ForgottenRows(long Rows, int Files, int Waiting);

/// <summary>Persons in the prediction logs of a machine, found again by the keyed hashes of their names.</summary>
public static class LoggedSubjects
{
    /// <summary>Gateways of one machine that may log beside each other.</summary>
    internal const int MostFolders = 64;

    /// <summary>Those of one call.</summary>
    public const int MostAtOnce = 1000;

    internal static string FolderOf(string folder, int no) => no == 1 ? folder : $"{folder}-{no}";

    /// <summary>The keys of the logs there; made where there are none.</summary>
    internal static RedactionKeys KeysOf(string folder) => RedactionKeys.ReadOrMake(folder + ".keys");

    /// <summary>Removes every row about some subjects from all logs there, while no gateway runs or beside those that do.</summary>
    /// <param name="folder">The first of the folders.</param>
    /// <param name="labels">Deletes what came true of those rows; null: nothing is kept of that.</param>
    /// <exception cref="IOException">The disk refuses; ask again.</exception>
    /// <exception cref="InvalidDataException">The file of keys cannot be read.</exception>
    public static Task<ForgottenRows> ForgetAsync(string folder, IReadOnlyList<string> subjects, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels, TimeProvider clock, CancellationToken cancel) =>
        File.Exists(folder + ".keys") ? ForgetAsync(folder, KeysOf(folder), subjects, null, labels, clock, cancel) : Task.FromResult(new ForgottenRows(0, 0, 0));

    /// <param name="own">The journal of this process; its folder is one of them.</param>
    internal static async Task<ForgottenRows> ForgetAsync(string folder, RedactionKeys keys, IReadOnlyList<string> subjects, PredictionJournal? own, Func<IReadOnlyCollection<LoggedRow>, CancellationToken, Task>? labels, TimeProvider clock, CancellationToken cancel)
    {
        var hashes = subjects.SelectMany(keys.HashesOf).ToHashSet(StringComparer.Ordinal);
        var (rows, files, waiting) = (0L, 0, 0);
        for (var no = 1; no <= MostFolders; no++)
        {
            var at = Path.GetFullPath(FolderOf(folder, no));
            if (at == own?.Folder)
            {
                Count(await own.DeleteAsync(hashes, cancel));
            }
            else if (Directory.Exists(at))
            {
                PredictionJournal other;
                try
                {
                    other = new PredictionJournal(at, new LogSettings(), clock, labels);
                }
                catch (IOException)
                {
                    // Its gateway looks for this now and then.
                    LogFolder.Wish(at, hashes);
                    waiting++;
                    continue;
                }

                await using (other)
                {
                    Count(await other.DeleteAsync(hashes, cancel));
                }
            }
        }

        return new ForgottenRows(rows, files, waiting);

        void Count(DeletedRows deleted) => (rows, files) = (rows + deleted.Rows, files + deleted.Files);
    }
}
