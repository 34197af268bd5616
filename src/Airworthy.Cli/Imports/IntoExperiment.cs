using System.Runtime.CompilerServices;

namespace Airworthy.Cli.Imports;

/// <summary>Foreign runs that all go into one experiment, whatever theirs is called.</summary>
internal sealed class IntoExperiment(IForeignRuns inner, string experiment) : IForeignRuns
{
    public IEnumerable<string> Notes => inner.Notes;

    public IAsyncEnumerable<ForeignModel> ModelsAsync(CancellationToken cancel) => inner.ModelsAsync(cancel);

    public async IAsyncEnumerable<ForeignRun> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var run in inner.ReadAsync(cancel))
        {
            yield return run with { Experiment = experiment };
        }
    }
}
