using System.Data.Common;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace Airworthy.Tracking.Protocol;

/// <summary>A group of calls that belong together, one class per domain. Found by its type; nobody registers it.</summary>
internal interface ICalls
{
    void Map(Routes routes);
}

/// <summary>Answers one call.</summary>
/// <typeparam name="TAsk">The request: a JSON body, or the query of a GET.</typeparam>
/// <typeparam name="TAnswer">The answer's JSON.</typeparam>
internal delegate Task<TAnswer> Answering<TAsk, TAnswer>(TAsk ask, Caller caller, CancellationToken cancel);

/// <summary>An answer without content: <c>{}</c>.</summary>
internal sealed record Nothing
{
    public static Nothing AtAll { get; } = new();
}

/// <summary>Maps the calls of the MLflow REST API onto handlers: reads what is asked, answers or refuses in the protocol's own form.</summary>
/// <remarks>
/// Paths are under <c>/api/2.0</c>; <see cref="Prefixes"/> brings the other prefixes there. A path may carry placeholders like
/// <c>{model_id}</c>, whose values are read as if they stood in the body. POST, PUT, PATCH and DELETE read a body, GET a query.
/// </remarks>
internal sealed class Routes(IEndpointRouteBuilder routes)
{
    private readonly List<MappedCall> _mapped = [];

    /// <summary>All calls so far, in the order of mapping.</summary>
    public IReadOnlyList<MappedCall> Mapped => _mapped;

    public void Get<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("GET", path, ask, answer, handler);

    /// <param name="largest">The largest body, in bytes.</param>
    public void Post<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler, int largest = Asked.LargestBody)
        where TAsk : class => Map("POST", path, ask, answer, handler, largest);

    public void Patch<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("PATCH", path, ask, answer, handler);

    public void Delete<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("DELETE", path, ask, answer, handler);

    /// <summary>A call whose answer is no JSON of the protocol: files, streams, redirects.</summary>
    /// <param name="path">Below <c>/api/2.0</c>, or from the root where it begins with <c>//</c>.</param>
    public IEndpointConventionBuilder Raw(string method, string path, Func<HttpContext, Caller, Task> handler)
    {
        _mapped.Add(new MappedCall(method, path, null, null));
        return routes.MapMethods(path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/2.0" + path, [method], context => AnswerAsync(context, handler));
    }

    /// <summary>A call by every method that no other call of its path takes.</summary>
    /// <param name="path">From the root.</param>
    public IEndpointConventionBuilder Any(string path, Func<HttpContext, Caller, Task> handler) => routes
        .Map(path, context => AnswerAsync(context, handler));

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Caller, Task> handler)
    {
        try
        {
            await handler(context, CallerOf(context));
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            await Answers.RefuseAsync(context, refused);
        }
        catch (DbException e) when (e.IsTransient && !context.Response.HasStarted)
        {
            await Answers.RefuseAsync(context, new RefusedException("TEMPORARILY_UNAVAILABLE", "The store does not answer. Predictions go on as they were; try again when it is back."));
        }
        catch (DbException e) when (IsDisk(e) && !context.Response.HasStarted)
        {
            await Answers.RefuseAsync(context, new RefusedException("TEMPORARILY_UNAVAILABLE", "The store's disk is full or fails, and nothing of this was kept. Predictions go on as they were; make room on the server, then try again."));
        }
    }

    /// <summary>SQLite could not write: an error of input or output (10), or no room (13).</summary>
    private static bool IsDisk(DbException e) => e is SqliteException { SqliteErrorCode: 10 or 13 };

    private void Map<TAsk, TAnswer>(string method, string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler, int largest = Asked.LargestBody)
        where TAsk : class
    {
        Raw(method, path, async (context, caller) =>
        {
            var asked = await Asked.ReadAsync(context, ask, largest);
            await Answers.WriteAsync(context, await handler(asked, caller, context.RequestAborted), answer);
        });
        _mapped[^1] = new MappedCall(method, path, ask, answer);
    }

    private static Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? Caller.Anyone;
}
