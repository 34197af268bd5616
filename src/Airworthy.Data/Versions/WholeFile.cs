namespace Airworthy.Data.Versions;

/// <summary>Writes files that are either whole or not there, whatever stops the program.</summary>
internal static class WholeFile
{
    /// <summary>How the names of files end that are not whole yet.</summary>
    public const string Ending = ".new";

    /// <summary>Writes beside the file, flushes to disk, then puts it in place and flushes the folder.</summary>
    public static void Write(string path, Action<FileStream> write)
    {
        var beside = $"{path}.{Environment.ProcessId}-{Path.GetRandomFileName()}{Ending}";
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
            Settle(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Removes what a writer of a file left beside it that was stopped.</summary>
    public static void SweepBeside(string path)
    {
        foreach (var left in Directory.GetFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*{Ending}"))
        {
            File.Delete(left);
        }
    }

    /// <summary>Makes the names in a folder outlast a loss of power, where the system offers that.</summary>
    public static void Settle(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            using var handle = File.OpenHandle(folder);
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some file systems open no folders; then the rename alone must do.
        }
    }
}
