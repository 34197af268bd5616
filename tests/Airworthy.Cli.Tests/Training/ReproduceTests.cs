namespace Airworthy.Cli.Tests.Training;

/// <summary>A run made once more: an honest trainer agrees, and each kind of lying one is seen, with its cause.</summary>
public sealed class ReproduceTests
{
    private const string Leave = "log auc $value; mkdir -p predictions; printf 'id,label,score\\n1,1,%s\\n2,0,0.1\\n' $value > predictions/dev.csv";

    [Fact]
    public async Task An_honest_trainer_comes_out_the_same_without_the_first_run_s_files()
    {
        using var project = TrainerProject.Of($"value=0.7$AIRWORTHY_SEED; {Leave}");
        var id = await TrainAsync(project, "--seed", "5");

        var again = await project.RunAsync([], "reproduce", id);

        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
        Assert.Contains("The same, to the last bit.", again.Output, StringComparison.Ordinal);
        Assert.Contains("auc 0.75, the same", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("value=0.$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')7", "seed: train.sh:2")]
    [InlineData("value=0.$(date +%s%N | cut -c8-16)", "clock: train.sh:2")]
    [InlineData("value=$(cat ignored.txt 2>/dev/null || echo 0.6)", "untracked file: train.sh:2 names ignored.txt")]
    [InlineData("value=$(cat ignored.txt) || exit 4", "untracked file: train.sh:2 names ignored.txt")]
    public async Task A_trainer_that_cannot_be_repeated_is_seen_and_its_cause_is_named(string line, string cause)
    {
        using var project = TrainerProject.Of($"{line}\n{Leave}");
        project.Write("ignored.txt", "0.8\n");
        var id = await TrainAsync(project);

        var again = await project.RunAsync([], "reproduce", id);

        Assert.True(again.ExitCode == 1, again.Output + again.Errors);
        Assert.Contains("It differs from the first run:", again.Output, StringComparison.Ordinal);
        Assert.Contains($"Likely cause:\n  {cause}", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uncommitted_changes_are_the_cause_until_they_are_put_on_top()
    {
        using var project = TrainerProject.Of($"value=0.7; {Leave}");
        project.Write("train.sh", project.Read("train.sh").Replace("value=0.7", "value=0.8", StringComparison.Ordinal));
        var id = await TrainAsync(project);

        var plain = await project.RunAsync([], "reproduce", id);
        Assert.True(plain.ExitCode == 1, plain.Output + plain.Errors);
        Assert.Contains("commit: the run was made with changes that are not committed", plain.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await project.RunAsync([], "reproduce", id, "--with-diff")).ExitCode);
        Assert.Equal(0, (await project.RunAsync([], "reproduce", id, "--tolerance", "0.2")).ExitCode);
    }

    [Fact]
    public async Task Other_seeds_show_the_noise_of_training()
    {
        using var project = TrainerProject.Of($"value=0.7$AIRWORTHY_SEED; {Leave}");
        var id = await TrainAsync(project, "--seed", "5");

        var again = await project.RunAsync([], "reproduce", id, "--seeds", "2");

        Assert.Contains("auc: mean 0.755, standard deviation 0.007071, from 0.75 to 0.76", again.Output, StringComparison.Ordinal);
    }

    /// <summary>The networks of a machine stand in a file of the kernel; a trainer that finds no other than the loopback ends.</summary>
    [Theory, Trait("Category", "slow")]
    [InlineData("value=0.7", 0, "Its command needed no network.")]
    [InlineData("[ $(grep -c : /proc/net/dev) = 1 ] && exit 7; value=0.7", 1, "Its command needs the network")]
    public async Task A_closed_network_shows_who_needs_one(string line, int exit, string says)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && await Pipelines.Reproduction.ClosedNetwork.WhyNotAsync(TestContext.Current.CancellationToken) is null, "This machine lets nobody make a network of their own.");
        Assert.SkipUnless(File.ReadAllLines("/proc/net/dev").Count(l => l.Contains(':', StringComparison.Ordinal)) > 1, "This machine has no network besides its loopback.");
        using var project = TrainerProject.Of($"{line}\n{Leave}");
        var id = await TrainAsync(project);

        var again = await project.RunAsync([], "reproduce", id, "--closed");

        Assert.Contains(says, again.Output, StringComparison.Ordinal);
        Assert.Contains("The same, to the last bit.", again.Output, StringComparison.Ordinal);
        Assert.Equal(exit, again.ExitCode);
    }

    [Fact]
    public async Task A_slice_that_comes_out_differently_is_seen_behind_a_good_average()
    {
        // In the evening the first training knew a file that git does not hold; all decisions but those few are the same.
        using var project = TrainerProject.Of("""
            mkdir -p predictions
            awk -F, -v k="$(cat ignored.txt 2>/dev/null || echo 0)" 'NR == 1 {print "id,label,score"; next} {print $1 "," $3 "," ($2 == 20 && !k ? 1 - $3 : $3)}' data.csv > predictions/dev.csv
            """);
        project.Write("data.csv", "id,hour,y,part\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 10 == 0 ? 20 : 8)},{i % 2 ^ (i / 10 % 2)},dev\n")));
        project.Write("airworthy.yaml", project.Read("airworthy.yaml") + """
            metric: {name: accuracy, direction: up, on: dev}
            data: {files: [data.csv], id: id, label: y, entity: none, split: {method: given, column: part}}
            reproduce: {prediction_agreement: 0.85, metric_tolerance: 0.1}
            slices: [{name: morning, where: hour < 12}, {name: evening, where: hour > 18}]

            """);
        project.Git("add", "-A");
        project.Git("commit", "-q", "-m", "Data");
        project.Write("ignored.txt", "1\n");
        await TrainAsync(project, "--name", "first");

        var again = await project.RunAsync([], "reproduce", "first"); // a run by its name, as in `evaluate`

        Assert.True(again.ExitCode == 1, again.Output + again.Errors);
        Assert.Contains("slice evening: accuracy was 1 and is 0: 1 apart, where 0.1 is allowed", again.Output, StringComparison.Ordinal);
        Assert.Contains("slice morning: accuracy 1, the same", again.Output, StringComparison.Ordinal);
        Assert.Contains("90.00 % of 100 decisions are equal, where 85.00 % are asked for", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_told()
    {
        using var project = TrainerProject.Of("exit 0");

        var again = await project.RunAsync([], "reproduce", "0123456789abcdef0123456789abcdef");

        Assert.Equal(1, again.ExitCode);
        Assert.Contains("0123456789abcdef0123456789abcdef", again.Errors, StringComparison.Ordinal);
    }

    private static async Task<string> TrainAsync(TrainerProject project, params string[] options)
    {
        var run = await project.RunAsync([], ["run", .. options, "--", "sh", "train.sh"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return TrainerProject.IdIn(run.Errors);
    }
}
