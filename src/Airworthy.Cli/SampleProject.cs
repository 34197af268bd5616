using System.Diagnostics;

using Airworthy.Data.Versions;

namespace Airworthy.Cli;

/// <summary>The real project that comes with the program.</summary>
internal static class SampleProject
{
    /// <summary>Its folder beside the sources.</summary>
    /// <exception cref="Refusal">The program runs from a place without its sources.</exception>
    public static string Folder
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar)))
            {
                var sample = Path.Combine(folder, "samples", "flight-delays");
                if (Directory.Exists(sample))
                {
                    return sample;
                }
            }

            throw new Refusal(3, "The sample project is not beside this program. Run the command from a clone of the repository: ./airworthy demo");
        }
    }

    /// <summary>Copies the sample into a new folder and gives it its own history and the store of its dataset version.</summary>
    /// <exception cref="Refusal">git is missing or the folder cannot be written.</exception>
    public static async Task CopyAsync(string target, CancellationToken cancel)
    {
        Copy(Folder, target);
        var start = new ProcessStartInfo("bash", [Path.Combine(target, "history.sh"), target])
        {
            WorkingDirectory = target,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new Refusal(4, "bash did not start; it makes the sample's history.");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        await output;
        if (process.ExitCode != 0)
        {
            throw new Refusal(4, $"The sample's history could not be made: {(await errors).Trim()}", "Look whether git is installed: git --version");
        }

        // git holds the manifest; the store that it speaks of is filled from the files, which are the version.
        var project = Project.Open(target);
        await VersionAdding.AddAsync(target, project.Contract, new Addition("flights", target, ["data/flights.parquet"]), TimeProvider.System, cancel);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            var name = Path.GetFileName(folder);
            if (name is not ".git" && !(name == "store" && Path.GetFileName(from) == ".airworthy") && !(name == "full" && Path.GetFileName(from) == "data"))
            {
                Copy(folder, Path.Combine(to, name));
            }
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
