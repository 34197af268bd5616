using Airworthy.Client;

namespace Airworthy.Cli.Evaluations;

/// <summary>The model that a run kept among its artifacts.</summary>
/// <param name="Name">Whose, for a person.</param>
/// <param name="Onnx">The path of its ONNX file there; null without one.</param>
/// <param name="Folder">The folder that holds the model; null where the run kept none.</param>
internal sealed record KeptModel(string Name, Run Run, TrackingClient Client, string? Onnx, string? Folder)
{
    /// <summary>Files of a run that are looked through.</summary>
    private const int MostFiles = 2_000;

    /// <summary>Bytes of a model's file that are read.</summary>
    private const int MostBytes = 1_000_000_000;

    /// <summary>Looks through the run's files: an ONNX file in the folder <c>model</c> first, else any; the folder of a file <c>MLmodel</c> else.</summary>
    public static async Task<KeptModel> FindAsync(string name, Run run, TrackingClient client, CancellationToken cancel)
    {
        var files = new List<string>();
        try
        {
            await foreach (var file in client.Artifacts.ListAllAsync(run, cancel: cancel))
            {
                files.Add(file.Path);
                if (files.Count == MostFiles)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is NotSupportedException || (e is TrackingException { IsNotFound: true }))
        {
            // Kept elsewhere, or nowhere.
        }

        var onnx = files.Where(f => f.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)).OrderByDescending(f => f.StartsWith("model/", StringComparison.Ordinal)).ThenBy(f => f, StringComparer.Ordinal).FirstOrDefault();
        var described = onnx ?? files.FirstOrDefault(f => f == "MLmodel" || f.EndsWith("/MLmodel", StringComparison.Ordinal)) ?? files.FirstOrDefault(f => f.StartsWith("model/", StringComparison.Ordinal));
        return new KeptModel(name, run, client, onnx, described is null ? null : described.Contains('/', StringComparison.Ordinal) ? described[..described.LastIndexOf('/')] : "");
    }

    /// <summary>Reads the ONNX file.</summary>
    /// <exception cref="Refusal">It is too large.</exception>
    public async Task<byte[]> BytesAsync(CancellationToken cancel)
    {
        await using var file = await Client.Artifacts.OpenAsync(Run, Onnx!, cancel);
        using var bytes = new MemoryStream();
        var buffer = new byte[128 * 1024];
        for (int read; (read = await file.ReadAsync(buffer, cancel)) > 0;)
        {
            if (bytes.Length + read > MostBytes)
            {
                throw new Refusal(1, $"{Onnx} of {Name} has more than {MostBytes / 1_000_000} MB, which is the most that is read.", "Ask it through commands.predict.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }
}
