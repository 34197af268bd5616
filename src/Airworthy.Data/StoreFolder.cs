namespace Airworthy.Data;

/// <summary>The project's own folder <c>.airworthy/store</c>: rows, records and secrets that must not get into git by an unlucky <c>git add</c>.</summary>
internal static class StoreFolder
{
    /// <summary>Makes a folder in the store. The store itself tells git to leave it out, whatever the project's own <c>.gitignore</c> says.</summary>
    /// <param name="folder">The store, or a folder below it.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Make(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var at = new DirectoryInfo(folder); at?.Parent is { } above; at = above)
        {
            if (at.Name == "store" && above.Name == ".airworthy")
            {
                var ignored = Path.Combine(at.FullName, ".gitignore");
                if (!File.Exists(ignored))
                {
                    File.WriteAllText(ignored, "*\n");
                }

                return;
            }
        }
    }
}
