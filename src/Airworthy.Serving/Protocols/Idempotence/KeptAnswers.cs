using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Protocols.Idempotence;

/// <summary>Whose key it is: one caller's, at one endpoint.</summary>
/// <param name="Caller">The account, or the address where nobody is asked for one.</param>
/// <param name="Key">The hash of the key.</param>
internal sealed record AnswerKey(string Caller, string Endpoint, string Key);

/// <summary>An answer as it went out.</summary>
/// <param name="Headers">A line for each: <c>name: value</c>.</param>
internal sealed record KeptAnswer(int Status, string Headers, byte[] Body);

/// <summary>What is known of a key when a request comes with it.</summary>
internal abstract record Met
{
    private Met()
    {
    }

    /// <summary>Nothing: this request is the first, and answers.</summary>
    internal sealed record First : Met;

    /// <summary>The same request is being answered at this moment.</summary>
    internal sealed record UnderWay : Met;

    /// <summary>Another request came with this key.</summary>
    internal sealed record Other : Met;

    /// <summary>It was answered.</summary>
    internal sealed record Again(KeptAnswer Answer) : Met;
}

/// <summary>First answers to requests that carry a key of their own, kept for a day in the store that all replicas share.</summary>
internal sealed class KeptAnswers(Database database, TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan For = TimeSpan.FromDays(1);

    /// <summary>A request that has not been answered for so long ended with its process: the next one takes its place.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    /// <param name="asked">The hash of all that was asked.</param>
    public Task<Met> MeetAsync(AnswerKey key, string asked, CancellationToken cancel) => database.WriteAsync<Met>(async session =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await session.ExecuteAsync("delete from serving_answers where begun_at < @old or (status is null and begun_at < @abandoned)",
            new { old = now - (long)For.TotalMilliseconds, abandoned = now - (long)Abandoned.TotalMilliseconds });
        if (await session.ExecuteAsync("insert into serving_answers (caller, endpoint, key, asked, begun_at) values (@Caller, @Endpoint, @Key, @asked, @now) on conflict do nothing", new { key.Caller, key.Endpoint, key.Key, asked, now }) > 0)
        {
            return new Met.First();
        }

        var row = await session.FirstAsync<Row>("select asked, status, headers, body from serving_answers where caller = @Caller and endpoint = @Endpoint and key = @Key", key);
        return row switch
        {
            null => new Met.UnderWay(), // ended between the two, in another process
            { Asked: var other } when other != asked => new Met.Other(),
            { Status: { } status } => new Met.Again(new KeptAnswer((int)status, row.Headers ?? "", Convert.FromBase64String(row.Body ?? ""))),
            _ => new Met.UnderWay(),
        };
    }, cancel);

    /// <param name="request">The id that the answer carries, by which it is forgotten with what was logged.</param>
    public Task KeepAsync(AnswerKey key, string request, KeptAnswer answer) => database.WriteAsync(session => session.ExecuteAsync(
        "update serving_answers set request = @request, status = @Status, headers = @Headers, body = @body where caller = @Caller and endpoint = @Endpoint and key = @Key",
        new { key.Caller, key.Endpoint, key.Key, request, answer.Status, answer.Headers, body = Convert.ToBase64String(answer.Body) }), CancellationToken.None);

    /// <summary>The request failed: it may be tried again.</summary>
    public Task ReleaseAsync(AnswerKey key) => database.WriteAsync(session => session.ExecuteAsync(
        "delete from serving_answers where caller = @Caller and endpoint = @Endpoint and key = @Key and status is null", key), CancellationToken.None);

    private sealed record Row
    {
        public string Asked { get; init; } = "";

        public long? Status { get; init; }

        public string? Headers { get; init; }

        public string? Body { get; init; }
    }
}
