using System.Reflection;

namespace Airworthy.Data.Versions;

/// <summary>The <c>.sql</c> files that lie beside their users.</summary>
internal static class SqlFile
{
    /// <summary>The text of a file by its stem, without its comments: a name with a line break would end one.</summary>
    public static string Load(string stem)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(stem + ".sql")
            ?? throw new InvalidOperationException($"{stem}.sql is not in the program.");
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).TrimEnd().TrimEnd(';');
    }
}
