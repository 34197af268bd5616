using Airworthy.Cli.Publishing;
using Airworthy.Core.Checklist;
using Airworthy.Core.Contracts;
using Airworthy.Core.Records;
using Airworthy.Core.Reporting;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Workbench;

/// <summary>Runs the checks of a project folder inside of a server, one run at a time, and publishes what came of it there.</summary>
internal sealed class FolderCheck(string folder) : IScheduledCheck, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public string Folder { get; } = Path.GetFullPath(folder);

    public bool HoldsProject => File.Exists(Path.Combine(Folder, ContractReader.FileName));

    /// <summary>Runs the checks as the scheduler.</summary>
    public async Task<string> RunAsync(ProjectStore projects, CancellationToken cancel)
    {
        if (!HoldsProject)
        {
            return "there is no project here yet.";
        }

        var (result, _) = await RunAsync(projects, new CheckupOrder(Writer: RunBy.Of("scheduler")), cancel);
        return $"{Wording.Many(result.Judged, "part")} judged, {result.Reused} reused, {result.States.Count(s => s is { IsLater: false, Status: Status.Failing })} failing, {result.Crashed.Count} crashed.";
    }

    /// <summary>Runs the checks and publishes the report.</summary>
    /// <exception cref="Refusal">The contract cannot be read.</exception>
    public async Task<(CheckupResult Result, Report Report)> RunAsync(ProjectStore projects, CheckupOrder order, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var project = Project.Open(Folder);
            var result = await Checkup.RunAsync(project, order, cancel);
            var report = result.Report;
            var json = JsonReport.Write(report);
            await projects.AddAsync(report.Project, [.. Publisher.RecordsOf(Folder).Values.Select(CheckRecord.Parse).OfType<CheckRecord>()], cancel);
            await projects.AddAsync(report.Project, ReportReading.Kept(json), json, account: null, cancel);
            return (result, report);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
