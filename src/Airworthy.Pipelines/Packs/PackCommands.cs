using Airworthy.Core.Checklist;
using Airworthy.Core.Packs;
using Airworthy.Pipelines.Training;

namespace Airworthy.Pipelines.Packs;

/// <summary>Runs the commands of a project's packs, one after the other, in the project's folder. They are the project's own code, so only somebody who asks for it runs them.</summary>
public static class PackCommands
{
    /// <summary>Minutes, where a pack names none.</summary>
    private const int Minutes = 10;

    /// <summary>Runs the command of every item that has one.</summary>
    public static async Task<PackRuns> RunAsync(string root, IEnumerable<Item> items, Action<string>? doing, CancellationToken cancel)
    {
        var runs = new Dictionary<string, PackRun>();
        foreach (var item in items)
        {
            if (item.Own?.Command is { } command)
            {
                doing?.Invoke($"the command of {item.Id}");
                runs[item.Id] = await RunAsync(root, command, cancel);
            }
        }

        return new PackRuns(runs);
    }

    private static async Task<PackRun> RunAsync(string root, PackCommand command, CancellationToken cancel)
    {
        var minutes = command.MaxMinutes ?? Minutes;
        var end = await ShellLine.RunAsync(root, command.Run, new Dictionary<string, string?>(), TimeSpan.FromMinutes(minutes), cancel);
        return new PackRun(end.ExitCode, end.LastLine, end.Took, end.ExitCode is null ? $"Its command did not end within {minutes} minutes and was stopped." : null);
    }
}
