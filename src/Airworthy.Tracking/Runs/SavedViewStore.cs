using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Runs;

/// <summary>The table of saved views: what a page of runs shows, kept under a name for everyone who sees the experiment.</summary>
public sealed class SavedViewStore(Database database, TimeProvider clock)
{
    private const int LongestName = 100;
    private const int LongestQuery = 8000;

    /// <summary>The views of an experiment, by name.</summary>
    public Task<IReadOnlyList<SavedView>> ListAsync(long experiment, CancellationToken cancel) => database.ReadAsync<IReadOnlyList<SavedView>>(async session =>
        await session.ListAsync<SavedView>("select name, query, account from saved_views where experiment = @experiment order by name", new { experiment }), cancel);

    /// <summary>Keeps a view; one of the same name is replaced.</summary>
    /// <exception cref="RefusedException">The name is missing, or name or query are too long, or there is no such experiment.</exception>
    public async Task SaveAsync(long experiment, SavedView view, CancellationToken cancel)
    {
        var name = Names.Text(view.Name.Trim(), "name", LongestName);
        if (view.Query.Length > LongestQuery)
        {
            throw RefusedException.Invalid($"A saved view holds at most {LongestQuery} characters; this one has {view.Query.Length}.");
        }

        var kept = await database.WriteAsync(session => session.ExecuteAsync(
            """
            insert into saved_views (experiment, name, query, account, saved_time) select no, @name, @Query, @Account, @now from experiments where no = @experiment
            on conflict (experiment, name) do update set query = excluded.query, account = excluded.account, saved_time = excluded.saved_time
            """, new { experiment, name, view.Query, view.Account, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }), cancel);
        if (kept == 0)
        {
            throw RefusedException.NotFound($"No Experiment with id={experiment} exists");
        }
    }

    /// <summary>Forgets a view; one that is not there is no error.</summary>
    public Task DeleteAsync(long experiment, string name, CancellationToken cancel) => database.WriteAsync(
        session => session.ExecuteAsync("delete from saved_views where experiment = @experiment and name = @name", new { experiment, name }), cancel);
}

/// <summary>A view of an experiment's runs.</summary>
public sealed record SavedView
{
    /// <summary>Unique in its experiment; at most 100 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The page's query, without the question mark.</summary>
    public string Query { get; init; } = "";

    /// <summary>Who saved it; null where nobody was asked for a name.</summary>
    public string? Account { get; init; }
}
