using System.Collections.Concurrent;
using System.Globalization;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Quartz;

namespace Airworthy.Web.Projects;

/// <summary>When registered projects are checked by the clock.</summary>
public abstract record NightlySchedule
{
    private NightlySchedule()
    {
    }

    /// <summary>Once a day.</summary>
    /// <param name="At">The time of day, of the server's own clock.</param>
    public sealed record Daily(TimeOnly At) : NightlySchedule;

    /// <summary>Again and again, first when the time has passed once.</summary>
    public sealed record Every(TimeSpan Span) : NightlySchedule;
}

/// <summary>A project folder that is registered with the server: its checks run by the clock.</summary>
public interface IScheduledCheck
{
    /// <summary>The folder, as a full path.</summary>
    string Folder { get; }

    /// <summary>Whether there is something to check yet.</summary>
    bool HoldsProject { get; }

    /// <summary>Runs the checks as the scheduler does, keeps their records and publishes the report here.</summary>
    /// <returns>How it went, in a sentence.</returns>
    Task<string> RunAsync(ProjectStore projects, CancellationToken cancel);
}

/// <summary>Projects that are checked by the clock, and when.</summary>
public sealed record NightlyChecks(NightlySchedule When, IReadOnlyList<IScheduledCheck> Projects)
{
    /// <summary>How the last run of each folder went, since the server started.</summary>
    public ConcurrentDictionary<string, string> Last { get; } = new(StringComparer.Ordinal);
}

/// <summary>Runs the checks of every registered folder, one after the other.</summary>
[DisallowConcurrentExecution]
internal sealed partial class NightlyJob(NightlyChecks nightly, ProjectStore projects, TimeProvider clock, ILogger<NightlyJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var project in nightly.Projects)
        {
            var at = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            try
            {
                nightly.Last[project.Folder] = $"{at}: {await project.RunAsync(projects, cancellationToken)}";
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One project that cannot be checked must not keep the others from it.
                nightly.Last[project.Folder] = $"{at}: the checks could not run: {e.Message}";
                Failed(log, project.Folder, e.Message);
            }
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "The checks of {Folder} could not run by the clock: {Reason}. They are tried again at the next time.")]
    private static partial void Failed(ILogger log, string folder, string reason);
}

/// <summary>Has the checks run by the clock, from when a registered folder holds a project.</summary>
/// <remarks>A folder may be empty for long, and the scheduler with all it brings takes six megabytes: it is not begun before it has something to do.</remarks>
internal sealed class NightlyClock(NightlyChecks nightly, ProjectStore projects, TimeProvider clock, ILoggerFactory logs) : BackgroundService
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!nightly.Projects.Any(project => project.HoldsProject))
        {
            await Task.Delay(s_between, clock, stoppingToken);
        }

        await ScheduleAsync(stoppingToken);
    }

    private async Task ScheduleAsync(CancellationToken stop)
    {
        var things = new ServiceCollection().AddSingleton(nightly).AddSingleton(projects).AddSingleton(clock).AddSingleton(logs).AddLogging();
        things.AddQuartz(quartz => quartz.ScheduleJob<NightlyJob>(trigger =>
        {
            switch (nightly.When)
            {
                case NightlySchedule.Every { Span: var span }:
                    trigger.WithSimpleSchedule(span, null).StartAt(TimeProvider.System.GetUtcNow() + span);
                    break;
                case NightlySchedule.Daily { At: var at }:
                    trigger.WithCronSchedule(string.Create(CultureInfo.InvariantCulture, $"0 {at.Minute} {at.Hour} * * ?"));
                    break;
            }
        }));
        await using var provider = things.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(stop);
        await scheduler.Start(stop);
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, CancellationToken.None);
        }
    }
}
