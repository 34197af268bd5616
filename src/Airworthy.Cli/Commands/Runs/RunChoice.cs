using System.CommandLine;

using Airworthy.Client;

namespace Airworthy.Cli.Commands.Runs;

/// <summary>Which runs are meant: options that list and export share.</summary>
internal static class RunChoice
{
    public static readonly Option<string[]> Experiments = new("--experiment", "-e") { Description = "The name of an experiment; may be given often. Default: all.", HelpName = "name" };
    public static readonly Option<string?> Filter = new("--filter") { Description = "For example \"metrics.auc > 0.7 and params.model = 'lightgbm'\".", HelpName = "condition" };
    public static readonly Option<string[]> Order = new("--order-by") { Description = "For example \"metrics.auc desc\"; may be given often. Default: the newest first.", HelpName = "key" };

    /// <summary>The runs that are meant, and the names of their experiments by id.</summary>
    /// <exception cref="Refusal">An experiment that is named is not there.</exception>
    public static async Task<(IAsyncEnumerable<Run> Runs, IReadOnlyDictionary<string, string> Names)> ReadAsync(ParseResult parsed, TrackingClient client, CancellationToken cancel)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in parsed.GetValue(Experiments) ?? [])
        {
            var found = await client.FindExperimentAsync(name, cancel) ?? throw new Refusal(1, $"There is no experiment '{name}'. `airworthy runs list` shows those there are.");
            names[found.Id] = found.Name;
        }

        if (names.Count == 0)
        {
            await foreach (var experiment in client.SearchExperimentsAsync(cancel: cancel))
            {
                names[experiment.Id] = experiment.Name;
            }
        }

        return (client.SearchRunsByIdAsync([.. names.Keys], parsed.GetValue(Filter), parsed.GetValue(Order), cancel: cancel), names);
    }
}
