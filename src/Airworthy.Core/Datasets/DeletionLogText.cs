using System.Globalization;
using System.Text;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;

namespace Airworthy.Core.Datasets;

/// <summary>What came of reading a log of deletions: the log, or everything that is wrong with it.</summary>
public sealed record DeletionLogReading(DeletionLog? Log, IReadOnlyList<Problem> Problems);

/// <summary>Writes and reads <c>.airworthy/data/&lt;dataset&gt;.deletions.yaml</c>: one block per request.</summary>
public static class DeletionLogText
{
    private const string Head = "# Rows that were asked to be deleted: digests of their keys, never a key. Written by `airworthy data forget`.\n";

    /// <param name="file">The file as the user named it, for messages.</param>
    public static DeletionLogReading Read(ReadOnlySpan<byte> bytes, string file)
    {
        var problems = new List<Problem>();
        var root = YamlText.Read(bytes, file, problems);
        var log = root is null ? null : Binding.Read<DeletionLog>(root, problems);
        if (log is not null)
        {
            log = log with { Source = new ContractSource(file, root) };
            problems.AddRange(Wrong(log));
        }

        return new DeletionLogReading(problems.Count == 0 ? log : null, [.. problems.OrderBy(p => p.At.Line).ThenBy(p => p.At.Column)]);
    }

    /// <summary>The whole file; reading it gives an equal log.</summary>
    public static string Write(DeletionLog log)
    {
        var text = new StringBuilder(Head).Append(CultureInfo.InvariantCulture, $"dataset: {YamlFlow.Text(log.Dataset)}\nrequests:{(log.Requests.Count == 0 ? " []" : "")}\n");
        foreach (var request in log.Requests)
        {
            (string Key, string? Value)[] lines =
            [
                ("asked", Day(request.Asked)),
                ("due", Day(request.Due)),
                ("by", YamlFlow.Text(request.By)),
                ("why", YamlFlow.Text(request.Why)),
                ("canary", request.Canary is true ? "true" : null),
                ("column", YamlFlow.Text(request.Column)),
                ("secret", YamlFlow.Text(request.Secret)),
                ("keys", YamlFlow.List(request.Keys)),
                ("retire", request.Retire is { } retire ? YamlFlow.List(retire) : null),
                ("done", request.Done is { } done
                    ? SplitYaml.Map(("on", Day(done.On)), ("version", YamlFlow.Text(done.Version)), ("rows", done.Rows?.ToString(CultureInfo.InvariantCulture)), ("withdrawn", YamlFlow.List(done.Withdrawn)))
                    : null),
            ];
            text.Append(CultureInfo.InvariantCulture, $"  - id: {YamlFlow.Text(request.Id)}\n");
            foreach (var (key, value) in lines.Where(l => l.Value is not null))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {key}: {value}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<Problem> Wrong(DeletionLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < log.Requests.Count; i++)
        {
            var request = log.Requests[i];
            Problem At(string field, string message) => new(log.Source.At($"requests[{i}].{field}"), $"requests[{i}].{field} {message}");

            if (request.Number == 0)
            {
                yield return At("id", $"is {Problem.Cut(request.Id)}, expected d and a number such as d0001. Correct it.");
            }

            if (!seen.Add(request.Id))
            {
                yield return At("id", $"is {request.Id}, which stands above already. Keep one of them.");
            }

            if (request.Keys.FirstOrDefault(k => !DeletionRequest.IsDigest(k)) is { } key)
            {
                yield return At("keys", $"holds {(key.Length > 4 ? "something of " + key.Length.ToString(CultureInfo.InvariantCulture) + " characters" : "something short")}, expected digests of {DeletionRequest.DigestLength} hexadecimal digits and never a key. Take them from the history of this file.");
            }

            if (request.Done?.On < request.Asked)
            {
                yield return At("done.on", $"is {request.Done.On:yyyy-MM-dd}, before it was asked on {request.Asked:yyyy-MM-dd}. Correct one of them.");
            }
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
