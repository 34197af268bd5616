namespace Airworthy.Probes.Ci;

/// <summary>Reads what a trial of the contract's own commands left behind.</summary>
internal static class TrialNote
{
    private const long MaxBytes = 1_000_000;

    /// <summary>Null when it is not there, with the reason and the next step.</summary>
    /// <param name="item">The item whose check runs the trial.</param>
    public static T? Read<T>(Surroundings around, string path, string item, Func<string, T?> read, out string because, out string next) where T : class
    {
        next = $"Run `airworthy check {item} --here`, which makes a clean checkout and runs the four commands on a small table.";
        if (around.Contract.Commands is not { Features: not null, Train: not null, Predict: not null })
        {
            (because, next) = ("commands.features, commands.train and commands.predict are not all set.", "Set them in airworthy.yaml, so that a machine can run the project from a clean checkout.");
            return null;
        }

        var file = Path.Combine(around.Root, path);
        because = File.Exists(file) ? $"{path} cannot be read." : "The pipeline was never tried here.";
        return File.Exists(file) && new FileInfo(file).Length <= MaxBytes ? read(File.ReadAllText(file)) : null;
    }
}
