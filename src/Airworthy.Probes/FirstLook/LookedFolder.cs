using Airworthy.Core.Contracts;
using Airworthy.Data;
using Airworthy.Data.Media;

namespace Airworthy.Probes.FirstLook;

/// <summary>Tells what folders hold that somebody wants looked at.</summary>
internal static class LookedFolder
{
    /// <summary>Images or texts; null where files were named.</summary>
    /// <exception cref="TableException">One is a folder and the other is not, or a folder holds neither.</exception>
    public static Media? MediaOf(string train, string? test)
    {
        var folders = new[] { train, test }.OfType<string>().Where(Directory.Exists).ToList();
        return folders.Count == 0 ? null
            : test is not null && folders.Count == 1 ? throw new TableException($"{folders[0]} is a folder and the other is not.", "Name two folders, or two tables.")
            : MediaListing.KindOf(folders[0]) is { } kind ? new Media { Kind = kind }
            : throw new TableException($"{folders[0]} is a folder, and most of its files are neither images nor texts.", $"Name the files in it: {folders[0].TrimEnd('/')}/*.csv");
    }
}
