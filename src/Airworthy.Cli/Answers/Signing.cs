using System.Diagnostics;

using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;
using Airworthy.Probes.Repository.Signatures;

namespace Airworthy.Cli.Answers;

/// <summary>Signs a statement's file with OpenSSH. Private keys stay with <c>ssh-keygen</c>, which asks for the passphrase or the agent itself.</summary>
internal static class Signing
{
    /// <summary>Writes somebody's signature beside a statement and says whether it verifies.</summary>
    /// <exception cref="Refusal">The signer is unknown, or ssh-keygen could not sign.</exception>
    public static async Task SignAsync(Answering at, Statement statement, string? signer, string key, CancellationToken cancel)
    {
        if (signer is null || at.Evidence.People[signer] is not { Active: true })
        {
            throw new Refusal(1, $"{signer ?? "Whoever sits here"} is not among the active people of this project. Name who signs with --by.");
        }

        var path = AnswerText.StatementPath(statement.Item);
        var file = StatementSignatures.FileOf(path, signer, statement.By);
        var signature = await RunAsync(key, await File.ReadAllBytesAsync(Path.Combine(at.Project.Root, path), cancel), cancel);
        await WholeFile.WriteAsync(Path.Combine(at.Project.Root, file), signature, cancel);
        Console.WriteLine($"Wrote {file}");

        using var history = GitHistory.Open(at.Project.Root, Environment.GetEnvironmentVariable).History;
        var now = at.Evidence.Contract.AsOf?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) ?? DateTime.UtcNow;
        var seen = StatementSignatures.Of(at.Project.Root, history, now).Check(at.Project.Root, path, at.Evidence.People).First(s => s.File == file);
        Console.WriteLine(seen.By == signer ? $"  It verifies as {signer}."
            : seen.By is { } other ? $"  The key is that of {other}, not of {signer}."
            : $"  It does not count yet: {seen.Because} A key is made known by a reviewed change to {AllowedSigners.Path}: {signer} namespaces=\"{StatementSignatures.Namespace}\" {PublicKey(key)}");
    }

    private static string PublicKey(string key)
    {
        var file = key.EndsWith(".pub", StringComparison.Ordinal) ? key : key + ".pub";
        return File.Exists(file) ? string.Join(' ', File.ReadAllText(file).Split(' ').Take(2)).Trim() : "<kind> <public key>";
    }

    private static async Task<string> RunAsync(string key, byte[] message, CancellationToken cancel)
    {
        if (!File.Exists(key))
        {
            throw new Refusal(1, $"--sign {key}: there is no such key file.");
        }

        var start = new ProcessStartInfo("ssh-keygen", ["-q", "-Y", "sign", "-f", key, "-n", StatementSignatures.Namespace])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.StandardInput.BaseStream.WriteAsync(message, cancel);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? await output : throw new Refusal(1, $"ssh-keygen did not sign: {(await errors).Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new Refusal(1, "ssh-keygen is not installed; it comes with OpenSSH (on Debian or Ubuntu: sudo apt-get install openssh-client).");
        }
    }
}
