using Airworthy.Core.Contracts;
using Airworthy.Core.Observations;
using Airworthy.Core.Statements;
using Airworthy.Probes.Repository;

namespace Airworthy.Probes.Tests.Repository;

public sealed class HistoryProbesTests
{
    private static readonly People s_people = new()
    {
        ByHandle = new Dictionary<string, Person>
        {
            ["ana.silva"] = new() { Name = "Ana", Contact = "Ana@example.com" },
            ["jonas.berg"] = new() { Name = "Jonas", Emails = ["jonas@example.com", "jb@home.example"] },
            ["lea.roth"] = new() { Name = "Lea", Contact = "lea@example.com" },
        },
    };

    [Fact]
    public async Task The_newest_commit_of_owner_and_deputy_counts_whether_written_or_committed()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("one", "ana", "airworthy.yaml", Dated("2026-10-15"));
        repository.Commit("two", "lea", committer: "jonas");
        repository.Commit("three", "lea");

        var seen = await SignsAsync(repository);

        Assert.Equal([("ana.silva", new DateOnly(2026, 1, 6)), ("jonas.berg", new DateOnly(2026, 1, 7))], seen.People.Select(p => (p.Handle, p.Last!.Value)));
        Assert.All(seen.People, p => Assert.StartsWith("commit ", p.What, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_commit_dated_after_today_is_no_sign_of_life()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("one", "jonas", "airworthy.yaml", Dated("2026-10-15"));
        repository.Commit("two", "ana");

        var seen = await SignsAsync(repository, today: "2026-01-06");

        Assert.Null(seen.People[0].Last);
        Assert.Equal(new DateOnly(2026, 1, 6), seen.People[1].Last);
    }

    [Fact]
    public async Task Without_a_repository_nobody_is_seen_and_no_date_is_followed()
    {
        using var project = new DocumentProject("owner: {person: ana.silva, deputy: jonas.berg}");

        Assert.Equal("The project is in no git repository.", await project.MissAsync(new SignsOfLifeProbe()));
        Assert.Equal("The project is in no git repository.", (await project.SeeAsync(new ReleaseDatesProbe())).WhyNot);
    }

    [Fact]
    public async Task Every_move_of_the_date_is_listed_with_its_commit()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("no date yet", "ana", "airworthy.yaml", "airworthy: 1\nproject: example\n");
        repository.Commit("a date", "ana", "airworthy.yaml", Dated("2026-10-15"));
        repository.Commit("another field", "ana", "airworthy.yaml", Dated("2026-10-15") + "stage: data\n");
        var moved = repository.Commit("later", "jonas", "airworthy.yaml", Dated("2026-11-15"));
        repository.Commit("broken for a day", "jonas", "airworthy.yaml", "goal: [");
        repository.Commit("mended", "jonas", "airworthy.yaml", Dated("2026-11-15"));
        repository.Commit("back again", "ana", "airworthy.yaml", Dated("2026-10-15"));

        var dates = await DatesAsync(repository);

        Assert.Equal(["2026-10-15", "2026-11-15", "2026-10-15"], dates.Select(d => $"{d.By:yyyy-MM-dd}"));
        Assert.Equal((moved[..10], "jonas", new DateOnly(2026, 1, 9)), (dates[1].Commit, dates[1].Who, dates[1].On));
    }

    [Fact]
    public async Task A_branch_that_still_has_the_old_date_moves_nothing_when_it_is_merged()
    {
        using var repository = new TemporaryRepository();
        repository.Commit("a date", "ana", "airworthy.yaml", Dated("2026-10-15") + "\n\n\nstage: idea\n");
        repository.Branch("topic");
        repository.Commit("other field", "lea", "airworthy.yaml", Dated("2026-10-15") + "\n\n\nstage: data\n");
        repository.Checkout("main");
        repository.Commit("later", "ana", "airworthy.yaml", Dated("2026-11-15") + "\n\n\nstage: idea\n");
        repository.Merge("topic", "merge", "ana");

        Assert.Equal(["2026-10-15", "2026-11-15"], (await DatesAsync(repository)).Select(d => $"{d.By:yyyy-MM-dd}"));
    }

    private static string Dated(string by) => $"airworthy: 1\nproject: example\ngoal: {{first_release: {{by: {by}}}}}\n";

    private static async Task<SignsOfLife> SignsAsync(TemporaryRepository repository, string today = "2026-07-01")
    {
        var contract = ContractReader.Read($"airworthy: 1\nproject: example\nas_of: {today}\nowner: {{person: ana.silva, deputy: jonas.berg}}\n", "airworthy.yaml").Contract!;
        await using var around = new Surroundings { Root = repository.Folder, Contract = contract, Clock = TimeProvider.System, Files = new ProjectFiles { People = s_people } };
        return Assert.IsType<Sighting<SignsOfLife>.Seen>(await new SignsOfLifeProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
    }

    private static async Task<IReadOnlyList<ReleaseDate>> DatesAsync(TemporaryRepository repository)
    {
        await using var around = new Surroundings { Root = repository.Folder, Contract = new ProjectContract(), Clock = TimeProvider.System };
        var seen = Assert.IsType<Sighting<ReleaseDates>.Seen>(await new ReleaseDatesProbe().LookAsync(around, TestContext.Current.CancellationToken)).Observation;
        Assert.Null(seen.WhyNot);
        return seen.Dates;
    }
}
