using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;

namespace Airworthy.Probes.Tests.Repository;

/// <summary>A contract and the documents it names, in a throw-away folder.</summary>
internal sealed class DocumentProject : IDisposable
{
    private const string Head = "airworthy: 1\nproject: example\nas_of: 2026-07-01\n";

    public DocumentProject(string contract = "") => Contract = ContractReader.Read(Head + contract, "airworthy.yaml") is { Contract: { } read, Problems.Count: 0 } ? read
        : throw new ArgumentException(string.Join('\n', ContractReader.Read(Head + contract, "airworthy.yaml").Problems), nameof(contract));

    public string Folder { get; } = Directory.CreateTempSubdirectory("airworthy-docs-").FullName;

    public ProjectContract Contract { get; }

    /// <summary>The project with the known defect of a part in it.</summary>
    public static DocumentProject With(Defect.Files defect, DefectSize size, string contract)
    {
        var edited = ContractEdit.SetAll(Head + contract + "\n", defect.Fields);
        var project = new DocumentProject((edited.Text ?? throw new ArgumentException(string.Join('\n', edited.Problems)))[Head.Length..]);
        foreach (var (path, text) in defect.Content(size))
        {
            project.Write(path, text!);
        }

        return project;
    }

    public void Write(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    public Surroundings Around(Core.Statements.People? people = null) => new()
    {
        Root = Folder,
        Contract = Contract,
        Clock = TimeProvider.System,
        Files = new ProjectFiles { People = people ?? Core.Statements.People.Nobody },
    };

    public async Task<T> SeeAsync<T>(IProbe<T> probe) where T : Observation
    {
        await using var around = Around();
        return Assert.IsType<Sighting<T>.Seen>(await probe.LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    public async Task<string> MissAsync<T>(IProbe<T> probe) where T : Observation
    {
        await using var around = Around();
        return Assert.IsType<Sighting<T>.NotSeen>(await probe.LookAsync(around, TestContext.Current.CancellationToken)).Because;
    }

    public void Dispose() => Directory.Delete(Folder, true);
}
