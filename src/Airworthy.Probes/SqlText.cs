using System.Reflection;

using Airworthy.Data;

namespace Airworthy.Probes;

/// <summary>The <c>.sql</c> files that lie beside their probes.</summary>
internal static class SqlText
{
    /// <summary>The statement of a file with something for each of its placeholders; see <see cref="Sql.Fill"/>. It may stand in brackets as a relation.</summary>
    public static string Fill(string stem, params ReadOnlySpan<(string Name, Filling Value)> values) => Sql.Fill(Load(stem), values);

    /// <summary>The text of a file by its stem, without its comments: a name with a line break would end one.</summary>
    public static string Load(string stem)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(stem + ".sql")
            ?? throw new InvalidOperationException($"{stem}.sql is not in the program.");
        using var reader = new StreamReader(stream);
        return string.Join('\n', reader.ReadToEnd().Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal))).TrimEnd().TrimEnd(';');
    }
}
