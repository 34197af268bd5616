using System.Text.Json;

using Airworthy.Serving.Models;
using Airworthy.Serving.Protocols;
using Airworthy.Serving.Routing;
using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Storage;

namespace Airworthy.Serving.Guards;

/// <summary>A row that waits for a person, or that one has answered.</summary>
/// <param name="Reason">Why the model was not to answer it.</param>
/// <param name="Values">Of its features, as JSON.</param>
/// <param name="AskedAt">In milliseconds since 1970.</param>
/// <param name="Answer">Null while it waits.</param>
public sealed record PersonsRow(string RequestId, int Row, string Reason, JsonElement Values, long AskedAt, string? Answer, string? AnsweredBy, long? AnsweredAt);

/// <summary>Rows that no model should answer, until a person does. What is taken in survives the end of the process.</summary>
/// <remarks>A row is kept with its values, so it is taken only where somebody has said that none tells of a person; and there are never more than <see cref="Longest"/> that wait.</remarks>
public sealed class PeopleQueue(Database database, TimeProvider clock)
{
    /// <summary>Rows of one endpoint that wait, at most.</summary>
    public const int Longest = 10_000;

    /// <summary>Rows that are given at once.</summary>
    public const int MostAtOnce = 1000;

    private const string Columns = "request, row_no, reason, document, asked_at, answer, answered_by, answered_at";

    /// <summary>Takes rows in.</summary>
    /// <returns>False: their values may not be kept or are not known, or so many wait already; none is taken.</returns>
    internal async ValueTask<bool> LeaveAsync(Route route, InferRequest request, string id, int[] rows, RowMarks marks, CancellationToken cancel)
    {
        if (!route.Table.LogFeatures || request.Spoilt != Doubt.None)
        {
            return false;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var (endpoint, most) = (route.Table.Endpoint, Longest - rows.Length);
        return await database.WriteAsync(async session =>
        {
            if (await session.FirstAsync<long>("select count(*) from serving_people where endpoint = @endpoint and answer is null", new { endpoint }) > most)
            {
                return false;
            }

            foreach (var row in rows)
            {
                await session.ExecuteAsync(
                    "insert into serving_people (endpoint, request, row_no, reason, document, asked_at) values (@endpoint, @id, @row, @reason, @document, @now) on conflict do nothing",
                    new { endpoint, id, row, reason = Doubts.First(marks.Doubts[row] & route.Falls), document = Document(request.Inputs, row), now });
            }

            return true;
        }, cancel);
    }

    /// <summary>Rows of an endpoint, oldest first.</summary>
    /// <param name="waiting">Those that wait; else those that were answered.</param>
    public Task<IReadOnlyList<PersonsRow>> ListAsync(string endpoint, bool waiting, CancellationToken cancel) => database.ReadAsync(async session => (IReadOnlyList<PersonsRow>)
        [.. (await session.ListAsync<Stored>($"select {Columns} from serving_people where endpoint = @endpoint and answer is {(waiting ? "" : "not ")}null order by asked_at, request, row_no limit @most", new { endpoint, most = MostAtOnce }))
            .Select(r => new PersonsRow(r.Request, (int)r.RowNo, r.Reason, JsonDocument.Parse(r.Document).RootElement, r.AskedAt, r.Answer, r.AnsweredBy, r.AnsweredAt))], cancel);

    /// <summary>A person answers a row. Once answered, it stays so.</summary>
    /// <exception cref="RefusedException">No such row waits.</exception>
    public Task AnswerAsync(string endpoint, string request, int row, string answer, string by, CancellationToken cancel) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await session.ExecuteAsync("update serving_people set answer = @answer, answered_by = @by, answered_at = @now where endpoint = @endpoint and request = @request and row_no = @row and answer is null", new { endpoint, request, row, answer, by, now }) == 0)
        {
            throw RefusedException.NotFound($"No row {row} of request {Core.Reading.Problem.Cut(request)} waits for an answer at endpoint {endpoint}.");
        }
    }, cancel);

    private static string Document(IReadOnlyList<Tensor> inputs, int row)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            foreach (var input in inputs)
            {
                json.WritePropertyName(input.Name);
                json.WriteStartArray();
                for (var at = row * input.Width; at < (row + 1) * input.Width; at++)
                {
                    Elements.Of(input.Type).Write(json, input.Values, at);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed record Stored
    {
        public string Request { get; init; } = "";

        public long RowNo { get; init; }

        public string Reason { get; init; } = "";

        public string Document { get; init; } = "";

        public long AskedAt { get; init; }

        public string? Answer { get; init; }

        public string? AnsweredBy { get; init; }

        public long? AnsweredAt { get; init; }
    }
}
