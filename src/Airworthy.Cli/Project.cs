using Airworthy.Core.Contracts;
using Airworthy.Probes;
using Airworthy.Probes.Repository;

namespace Airworthy.Cli;

/// <summary>The project a command works on.</summary>
/// <param name="Root">Its folder, as a full path.</param>
internal sealed record Project(string Root, ProjectContract Contract, ProjectFiles Files)
{
    /// <summary>Opens the project of a folder.</summary>
    /// <exception cref="Refusal">There is no readable contract (exit code 3).</exception>
    public static Project Open(string folder)
    {
        var root = Path.GetFullPath(folder);
        var reading = ProjectFolder.ReadContract(root);
        if (reading.Contract is null)
        {
            throw new Refusal(3, [.. reading.Problems.Select(p => p.ToString())]);
        }

        using var history = GitHistory.Open(root, Environment.GetEnvironmentVariable).History;
        return new Project(root, reading.Contract, ProjectFolder.Read(root, history, reading.Contract.AsOf?.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)));
    }
}
