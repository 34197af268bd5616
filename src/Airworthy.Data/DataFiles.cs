using System.Security.Cryptography;

using Airworthy.Core.Contracts;
using Airworthy.Core.Datasets;
using Airworthy.Core.Reading;

namespace Airworthy.Data;

/// <summary>The one place that knows files: finds them, digests them, and names them for the engine.</summary>
public static class DataFiles
{
    /// <summary>Rows of a text file that tell its types as a rule. The engine rounds a fraction after them where they hold whole numbers, so longer files are looked at again.</summary>
    public const int FewRows = 20_000;

    /// <summary>Every row tells.</summary>
    public const int AllRows = -1;

    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];

    /// <summary>The relation that reads the files of a pattern.</summary>
    /// <exception cref="TableException">No file matches, or the ending is not one that is read.</exception>
    /// <param name="sampled">Rows of a text file that are read to learn its types.</param>
    /// <param name="delimiter">What parts the fields of a text file; found out when it is not given.</param>
    public static string Relation(string root, string pattern, int sampled = FewRows, char? delimiter = null)
    {
        return Relation(DataSource.Of(root, pattern), sampled, delimiter);
    }

    /// <summary>The relation that reads some files.</summary>
    /// <param name="asTextHeaded">Set to read every column of text as it is written; whether the first line names them.</param>
    /// <exception cref="TableException">A file is not regular or empty, or its ending is not one that is read.</exception>
    internal static string Relation(DataSource source, int sampled = FewRows, char? delimiter = null, bool? asTextHeaded = null)
    {
        foreach (var file in source.Files)
        {
            var shown = source.Files.Count == 1 ? source.Shown : $"{Path.GetFileName(file)} of {source.Shown}";
            MustBeReadable(file, shown);
            if (IsPlainText(file) && source.Form?.Encoding is null)
            {
                TextFile.MustBeText(file, shown);
            }
            else if (file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            {
                TextFile.MustBeReasonable(file, shown);
            }
        }

        var format = FormatOf(source.Files[0]) ?? throw new TableException(
            $"{source.Shown} ends in {(Ending(source.Files[0]) is { Length: > 0 } ending ? ending : "nothing")}; CSV, TSV, Parquet and JSON lines are read.", "Convert it, or correct its name.");
        return Sql.Engine.Files(format, source.Files, format != FileFormat.Csv
            ? new FileReading(sampled)
            : new FileReading(sampled, source.Form?.Separator ?? delimiter, source.Form?.Encoding ?? (IsUtf16(source.Files[0]) ? "utf-16" : null), source.Form?.Quote is [var quote] ? quote : null, asTextHeaded));
    }

    /// <summary>What a file is written in, by its ending; null when it is no table.</summary>
    internal static FileFormat? FormatOf(string file) => Ending(file) switch
    {
        ".parquet" => FileFormat.Parquet,
        ".csv" or ".tsv" or ".txt" or ".data" => FileFormat.Csv,
        ".json" or ".jsonl" or ".ndjson" => FileFormat.Json,
        _ => null,
    };

    /// <summary>How a file's name ends, in lower case and without <c>.gz</c> or <c>.zst</c>.</summary>
    internal static string Ending(string file)
    {
        var ending = Path.GetExtension(file).ToLowerInvariant();
        return ending is ".gz" or ".zst" ? Path.GetExtension(Path.GetFileNameWithoutExtension(file)).ToLowerInvariant() : ending;
    }

    /// <summary>
    /// The delimiter of a text file whose whole first line was taken for the name of one column: the engine does so when lines have
    /// different numbers of fields. Null when that did not happen.
    /// </summary>
    internal static char? Misread(DataSource source, IEnumerable<string> columns)
    {
        foreach (var file in source.Files.Where(IsPlainText))
        {
            var line = FirstLine(file);
            if (line.IndexOfAny(s_delimiters) >= 0 && columns.Contains(line))
            {
                return Delimiter(line);
            }
        }

        return null;
    }

    /// <summary>What a reader of text forgives and a table should not have: a quoted field that never ends, or two columns of one name.</summary>
    /// <param name="columns">What the engine calls the columns.</param>
    /// <exception cref="TableException">There is one.</exception>
    internal static void MustBeUnambiguous(DataSource source, IReadOnlyCollection<string> columns)
    {
        // Where a person said how the file is written, that is believed.
        foreach (var file in source.Files.Where(f => IsPlainText(f) && source.Form is null))
        {
            var (header, pattern) = (FirstLine(file), source.Shown);
            var delimiter = Delimiter(header);
            if (TextFile.OpenQuote(file, delimiter) is { } line)
            {
                throw new TableException($"{pattern} cannot be read: on line {line} a quoted field begins that never ends.", "Close the quote on that line, or take it away.");
            }

            // Where the engine gave a column another name, the first line was a header.
            if (TextFile.SameNames(header, delimiter) is var (one, other) && columns.Contains(one) && columns.Contains($"{other}_1"))
            {
                throw new TableException(one == other ? $"{pattern} has two columns called {one}." : $"{pattern} has a column {one} and a column {other}, which differ in case only.", "Give each column a name of its own.");
            }
        }
    }

    /// <summary>What is wrong with the first line that has another number of fields than the header; null when there is none.</summary>
    internal static TableException? Ragged(DataSource source)
    {
        foreach (var file in source.Files.Where(IsPlainText))
        {
            if (TextFile.OpenQuote(file, Delimiter(FirstLine(file))) is { } line)
            {
                return new TableException($"{source.Shown} cannot be read: on line {line} a quoted field begins that never ends.", "Close the quote on that line, or take it away.");
            }

            if (TextFile.MixedEnds(file) is { } ends)
            {
                return new TableException($"{source.Shown} cannot be read: {ends}.", "Give all lines the same end, for instance with `dos2unix`.");
            }

            if (FirstLine(file) is { } header && header.IndexOfAny(s_delimiters) >= 0 && RaggedLine.In(file, Delimiter(header)) is { } ragged)
            {
                return new TableException(
                    $"{(source.Files.Count == 1 ? source.Shown : Path.GetFileName(file))} cannot be read: line {ragged.Line} has {ragged.Fields} field{(ragged.Fields == 1 ? "" : "s")}, the first line has {ragged.Expected}.",
                    "Mend that line, or quote the fields that hold a delimiter. No line is left out silently.");
            }
        }

        return null;
    }

    /// <summary>Copies of wide text files with some of their columns alone; null when they are not wide.</summary>
    /// <param name="folder">Where the copies go.</param>
    /// <param name="also">A column to keep besides the first ones and the last.</param>
    /// <param name="mostRecords">Records that are copied, header included.</param>
    /// <exception cref="TableException">A file is broken.</exception>
    internal static (DataSource Source, int LeftOut)? Narrow(DataSource source, string folder, int most, string? also, long mostRecords = long.MaxValue)
    {
        if (WideNames(source) is not { } names)
        {
            return null;
        }

        var kept = WideText.Kept(names, most, also).Select(i => names[i]).ToHashSet(StringComparer.Ordinal);
        var copies = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        var files = new List<string>();
        foreach (var file in source.Files)
        {
            var own = WideText.Names(file);
            files.Add(Path.Combine(copies, $"{files.Count:000000}{Path.GetExtension(file)}"));
            WideText.Cut(file, files[^1], [.. own.Index().Where(n => kept.Contains(n.Item)).Select(n => n.Index)], own.Count, source.Files.Count == 1 ? source.Shown : Path.GetFileName(file), mostRecords);
        }

        return (source with { Files = files }, names.Count - kept.Count);
    }

    /// <summary>The column names of text files that are wide; null when they are not.</summary>
    /// <exception cref="TableException">A file is no text.</exception>
    internal static IReadOnlyList<string>? WideNames(DataSource source)
    {
        // Where a person said how the file is written, the engine is left to it.
        if (source.Form is not null || !source.Files.All(IsPlainText))
        {
            return null;
        }

        foreach (var file in source.Files)
        {
            MustBeReadable(file, source.Shown);
            TextFile.MustBeText(file, source.Shown);
        }

        return WideText.Names(source.Files[0]) is { Count: > WideText.Wide } names ? names : null;
    }

    private static bool IsPlainText(string file) => Path.GetExtension(file).ToLowerInvariant() is ".csv" or ".tsv" or ".txt" or ".data";

    /// <summary>What most likely parts the fields of a line.</summary>
    internal static char Delimiter(string line) => s_delimiters.MaxBy(d => line.Count(c => c == d));

    private static string FirstLine(string file)
    {
        using var text = new StreamReader(file);
        var start = new char[65_536];
        return new string(start, 0, text.ReadBlock(start)).Split('\n')[0].Trim();
    }

    /// <summary>Only a regular file with something in it is handed to the engine: a device never ends, a pipe nobody writes to never begins.</summary>
    internal static void MustBeReadable(string file, string pattern, bool mayBeEmpty = false)
    {
        // A thread of its own: on a busy machine the shared ones may all be taken for longer than the wait.
        var opening = Task.Factory.StartNew(() =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
            return stream.CanSeek && stream.Length > 0 ? true : stream.CanSeek && stream.ReadByte() < 0 ? (bool?)false : null;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (!opening.Wait(TimeSpan.FromSeconds(10)) || opening.Result is null)
            {
                throw new TableException($"{pattern} is no regular file.", "Copy what it holds into a file, and name that.");
            }
        }
        catch (AggregateException e)
        {
            throw new TableException($"{pattern} cannot be opened: {e.InnerException!.Message}", "Look at its permissions.");
        }

        if (opening.Result is false && !mayBeEmpty)
        {
            throw new TableException($"{pattern} is empty.", "Bring a file with a header and rows.");
        }
    }

    /// <summary>Whether the first two bytes say so; else the engine asks for UTF-8 and says where it is not.</summary>
    private static bool IsUtf16(string file)
    {
        using var stream = File.OpenRead(file);
        return (stream.ReadByte(), stream.ReadByte()) is (0xFF, 0xFE) or (0xFE, 0xFF);
    }

    /// <summary>The files of a pattern below a folder, sorted; a plain path must be a regular file.</summary>
    public static IReadOnlyList<string> Find(string root, string pattern)
    {
        if (!Path.IsPathRooted(pattern) && !Binding.IsInside(pattern))
        {
            throw new TableException($"{pattern} leaves the project.", "Name files below the project's folder.");
        }

        var full = Path.GetFullPath(Path.Combine(root, pattern));
        if (!pattern.Contains('*', StringComparison.Ordinal))
        {
            return File.Exists(full) && (File.GetAttributes(full) & (FileAttributes.Directory | FileAttributes.Device)) == 0 ? [full] : [];
        }

        var folder = Path.GetDirectoryName(full[..full.IndexOf('*', StringComparison.Ordinal)])!;
        var name = Path.GetFileName(full);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, name, pattern.Contains("**", StringComparison.Ordinal) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>
    /// The digest of the data that a contract means, and of each file that it is made of, by path: those of the version where the dataset has one, which its
    /// manifest stands for; else of its files. Null when it names none that is there.
    /// </summary>
    public static async Task<(string Digest, IReadOnlyDictionary<string, string> Files)?> DigestAsync(ProjectContract contract, string root, CancellationToken cancel)
    {
        if (Versions.VersionedData.HasManifest(contract, root, out var version))
        {
            return version is null ? null : (version, new Dictionary<string, string> { [DatasetManifest.PathOf(contract.Data!.Dataset!)] = version["sha256:".Length..] });
        }

        return await DigestsAsync(contract, root, cancel) is { } files ? (Digest(files), files) : null;
    }

    /// <summary>SHA-256 in hexadecimal of each file that a contract's data consists of, by its path in the project, sorted; null when it names none that is there.</summary>
    private static async Task<IReadOnlyDictionary<string, string>?> DigestsAsync(ProjectContract contract, string root, CancellationToken cancel)
    {
        var patterns = (contract.Data?.Split?.Files?.Select(f => f.Value) ?? []).Concat(contract.Data?.Files ?? []).ToList();
        return await DigestsOfAsync(patterns.SelectMany(p => Find(root, p)).Concat(await Media.MediaListing.OfAsync(contract, root, patterns, cancel)), root, cancel);
    }

    /// <summary>SHA-256 in hexadecimal of each file of some patterns, by its path in the project, sorted; null when none is there.</summary>
    public static Task<IReadOnlyDictionary<string, string>?> DigestsAsync(IEnumerable<string> patterns, string root, CancellationToken cancel) =>
        DigestsOfAsync(patterns.SelectMany(p => Find(root, p)), root, cancel);

    private static async Task<IReadOnlyDictionary<string, string>?> DigestsOfAsync(IEnumerable<string> files, string root, CancellationToken cancel)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Distinct())
        {
            await using var stream = File.OpenRead(file);
            digests[Path.GetRelativePath(root, file).Replace('\\', '/')] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
        }

        return digests.Count == 0 ? null : digests;
    }

    /// <summary>SHA-256 over the bytes of all files of a project's data.</summary>
    /// <param name="digests">The digest of each file, by path, in the order of paths.</param>
    public static string Digest(IReadOnlyDictionary<string, string> digests)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, digest) in digests)
        {
            all.AppendData(Convert.FromHexString(digest));
        }

        return "sha256:" + Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
