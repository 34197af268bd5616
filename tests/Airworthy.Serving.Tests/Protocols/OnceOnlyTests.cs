using System.Net;
using System.Text;

using Airworthy.Serving.Protocols.Idempotence;
using Airworthy.Tests.Shared;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Tests.Protocols;

/// <summary>Requests that are sent again since their answer was lost.</summary>
public sealed class OnceOnlyTests(ServedModels served) : IClassFixture<ServedModels>
{
    private const string Row = """{"rows":[{"age":41,"origin":"ORD","at":991398600}]}""", Another = """{"rows":[{"age":42,"origin":"ORD","at":991398600}]}""";

    private static readonly AnswerKey s_key = new("account ann", "late", "k");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/models/late/predict", Row)]
    [InlineData("/endpoints/late/invocations", """{"dataframe_records":[{"age":41,"origin":"ORD","at":991398600}]}""")]
    [InlineData("/v2/models/late/infer", """{"parameters":{"binary_data_output":true},"inputs":[{"name":"age","shape":[1,1],"datatype":"FP32","data":[41]},{"name":"origin","shape":[1,1],"datatype":"BYTES","data":["ORD"]},{"name":"at","shape":[1,1],"datatype":"FP64","data":[991398600]}]}""")]
    public async Task The_first_answer_is_given_again_to_the_byte(string path, string body)
    {
        var key = Guid.NewGuid().ToString();
        var (first, bytes) = await SendAsync(path, body, key);
        var (again, same) = await SendAsync(path, body, key);
        var (fresh, _) = await SendAsync(path, body, Guid.NewGuid().ToString());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal(bytes, same);
        Assert.False(first.Headers.Contains(OnceOnly.Replayed));
        Assert.Equal(["true"], again.Headers.GetValues(OnceOnly.Replayed));
        Assert.Equal(first.Content.Headers.ContentType, again.Content.Headers.ContentType);
        foreach (var header in (string[])["X-Request-Id", "Inference-Header-Content-Length", "X-Model-Version"])
        {
            Assert.Equal(Header(first, header), Header(again, header));
        }

        Assert.NotEqual(Header(first, "X-Request-Id"), Header(fresh, "X-Request-Id"));
    }

    [Fact]
    public async Task A_key_is_for_one_request()
    {
        await SendAsync("/models/late/predict", Row, "one request");
        var (refused, says) = await SendAsync("/models/late/predict", Another, "one request");
        var (elsewhere, _) = await SendAsync("/models/usual/predict", """{"rows":[{}]}""", "one request");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Another request came with this Idempotency-Key within a day. A new request needs a new key.", Encoding.UTF8.GetString(says));
        Assert.False(elsewhere.Headers.Contains(OnceOnly.Replayed));
    }

    [Fact]
    public async Task Of_many_at_once_one_is_answered_and_the_others_get_its_answer_or_are_told_to_wait()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SendAsync("/models/late/predict", Row, "many at once")));

        var right = answers.Where(a => a.Answer.StatusCode == HttpStatusCode.OK).ToList();
        Assert.Single(right, a => !a.Answer.Headers.Contains(OnceOnly.Replayed));
        Assert.All(right, a => Assert.Equal(right[0].Body, a.Body));
        Assert.All(answers.Except(right), a =>
        {
            Assert.Equal(HttpStatusCode.Conflict, a.Answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), a.Answer.Headers.RetryAfter!.Delta);
        });
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said_again_and_what_may_come_right_is_not_kept()
    {
        var (wrong, says) = await SendAsync("/models/late/predict", """{"rows":[{"age":"old"}]}""", "wrong");
        var (again, same) = await SendAsync("/models/late/predict", """{"rows":[{"age":"old"}]}""", "wrong");
        var (nowhere, _) = await SendAsync("/models/nowhere/predict", Row, "nowhere");
        var (still, _) = await SendAsync("/models/nowhere/predict", Row, "nowhere");
        var (empty, _) = await SendAsync("/models/late/predict", Row, new string('k', 256));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (wrong.StatusCode, again.StatusCode));
        Assert.Equal(says, same);
        Assert.True(again.Headers.Contains(OnceOnly.Replayed));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (nowhere.StatusCode, still.StatusCode));
        Assert.False(still.Headers.Contains(OnceOnly.Replayed));
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_key_is_kept_for_a_day_by_whoever_came_first(string engine)
    {
        await using var cluster = engine == "sqlite" ? null : await PostgreSqlCluster.RequireAsync();
        StoreAddress store = cluster is null ? new StoreAddress.Folder(Directory.CreateTempSubdirectory("airworthy-once-").FullName) : new StoreAddress.PostgreSql(await cluster.NewDatabaseAsync("once"));
        await using var database = await Database.OpenAsync(store, Cancel);
        var clock = new MovedClock();
        var kept = new KeptAnswers(database, clock);

        Assert.IsType<Met.First>(await kept.MeetAsync(s_key, "a", Cancel));
        Assert.IsType<Met.UnderWay>(await kept.MeetAsync(s_key, "a", Cancel));
        Assert.IsType<Met.Other>(await kept.MeetAsync(s_key, "b", Cancel));
        Assert.IsType<Met.First>(await kept.MeetAsync(s_key with { Caller = "account bob" }, "b", Cancel));
        await kept.ReleaseAsync(s_key);
        Assert.IsType<Met.First>(await kept.MeetAsync(s_key, "a", Cancel));
        clock.Ahead += KeptAnswers.Abandoned + TimeSpan.FromSeconds(1);
        Assert.IsType<Met.First>(await kept.MeetAsync(s_key, "a", Cancel));
        await kept.KeepAsync(s_key, "r", new KeptAnswer(200, "X-Arm: live", [1, 0, 255]));
        clock.Ahead += KeptAnswers.For - TimeSpan.FromMinutes(1);
        var again = Assert.IsType<Met.Again>(await kept.MeetAsync(s_key, "a", Cancel)).Answer;
        Assert.Equal((200, "X-Arm: live"), (again.Status, again.Headers));
        Assert.Equal([1, 0, 255], again.Body);
        clock.Ahead += TimeSpan.FromMinutes(2);
        Assert.IsType<Met.First>(await kept.MeetAsync(s_key, "b", Cancel));
    }

    private async Task<(HttpResponseMessage Answer, byte[] Body)> SendAsync(string path, string body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(OnceOnly.Header, key);
        var answer = await served.Host.Http.SendAsync(request, Cancel);
        return (answer, await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(',', values) : null;
}
