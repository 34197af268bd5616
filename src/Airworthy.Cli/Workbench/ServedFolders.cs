using System.Globalization;
using System.Net;

using Airworthy.Core.Contracts;
using Airworthy.Core.Reading;
using Airworthy.Web;
using Airworthy.Web.Projects;

namespace Airworthy.Cli.Workbench;

/// <summary>The project folders of a server: one to work in, where it was started, and those whose checks run by the clock.</summary>
internal static class ServedFolders
{
    /// <summary>Adds the workbench and the checks by the clock to a server's options.</summary>
    /// <param name="here">The folder the server was started in. Its workbench is for loopback alone.</param>
    /// <param name="named">Folders that were named; where none was, this one is checked if it holds a project.</param>
    /// <param name="nightly">When: <c>02:10</c>, <c>6h</c> or <c>off</c>.</param>
    /// <exception cref="Refusal">A folder holds no project, or the time cannot be read.</exception>
    public static ServerOptions Around(ServerOptions options, string here, IReadOnlyList<string> named, string nightly)
    {
        if (named.FirstOrDefault(f => !File.Exists(Path.Combine(f, ContractReader.FileName))) is { } wrong)
        {
            throw new Refusal(64, $"--project {wrong}: there is no {ContractReader.FileName} in this folder.", "Name a project's folder; `airworthy init` makes one.");
        }

        var work = new FolderCheck(here);
        var checks = named.Select(f => Path.GetFullPath(f) == work.Folder ? work : new FolderCheck(f)).DistinctBy(c => c.Folder).ToList();
        if (checks.Count == 0 && (IPAddress.IsLoopback(options.Listen.Address) || File.Exists(Path.Combine(here, ContractReader.FileName))))
        {
            // Registered even while it is empty: a project that is begun at the workbench has its first night here.
            checks.Add(work);
        }

        var when = When(nightly);
        var schedule = when is null || checks.Count == 0 ? null : new NightlyChecks(when, checks);
        return options with
        {
            Nightly = schedule,
            Workbench = IPAddress.IsLoopback(options.Listen.Address)
                ? projects => new FolderWorkbench(work, projects, TimeProvider.System, () => schedule?.Last.GetValueOrDefault(work.Folder))
                : null,
        };
    }

    private static NightlySchedule? When(string text) => text switch
    {
        "off" => null,
        _ when TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) => new NightlySchedule.Daily(at),
        _ when Duration.TryParse(text, out var span) && span.Span >= TimeSpan.FromSeconds(1) && span.Span <= TimeSpan.FromDays(7) => new NightlySchedule.Every(span.Span),
        _ => throw new Refusal(64, $"--nightly is {text}, expected a time of day such as 02:10, a span of 1s to 7d such as 6h, or off."),
    };
}
