using Airworthy.Tracking.Storage;

namespace Airworthy.Tracking.Registry;

/// <summary>An alias was given to a version, or taken away.</summary>
public sealed record AliasMove
{
    public string Alias { get; init; } = "";

    /// <summary>The version it stood for from then on; null: for none.</summary>
    public long? Version { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long Time { get; init; }

    /// <summary>Writes down that an alias stands for another version, in the transaction that moves it.</summary>
    internal static Task PutAsync(Session session, long model, string alias, long? version, long now) =>
        session.ExecuteAsync("insert into alias_moves (model, alias, version, time) values (@model, @alias, @version, @now)", new { model, alias, version, now });

    /// <summary>The moves of a model's aliases, oldest first.</summary>
    internal static async Task<IReadOnlyList<AliasMove>> OfAsync(Session session, long model) =>
        await session.ListAsync<AliasMove>("select alias, version, time from alias_moves where model = @model order by no", new { model });
}
