using System.Text;

namespace Airworthy.Cli;

/// <summary>Writes files that are either whole or not there.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file first, flushes it to disk and then puts it in place.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var beside = $"{full}.{Environment.ProcessId}.new";
        try
        {
            await using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, full, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
