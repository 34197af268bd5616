using System.Data.Common;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Tracking.Protocol;

/// <summary>A group of calls that belong together, one class per domain. Found by its name; nobody registers it.</summary>
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
internal sealed partial class Routes(IEndpointRouteBuilder routes)
{
    // Where calls are mapped for a trial alone, nobody reads about them.
    private readonly ApiDocument? _document = routes.ServiceProvider.GetService<ApiDocument>();

    public void Get<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("GET", path, ask, answer, handler);

    /// <summary>A GET whose answer is too long to be made before it is written.</summary>
    /// <param name="answer">What is written, for the document.</param>
    /// <param name="handler">Gives what writes the answer.</param>
    public void Written<TAsk>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo answer, Answering<TAsk, Func<HttpContext, Task>> handler)
        where TAsk : class =>
        Raw("GET", path, ask, answer, async (context, caller) => await (await handler(await Asked.ReadAsync(context, ask), caller, context.RequestAborted))(context));

    /// <param name="largest">The largest body, in bytes.</param>
    public void Post<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler, int largest = Asked.LargestBody)
        where TAsk : class => Map("POST", path, ask, answer, handler, largest);

    public void Patch<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("PATCH", path, ask, answer, handler);

    public void Delete<TAsk, TAnswer>(string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler)
        where TAsk : class => Map("DELETE", path, ask, answer, handler);

    /// <summary>A call whose answer is no JSON of the protocol: files, streams, redirects.</summary>
    /// <param name="path">Below <c>/api/2.0</c>, or from the root where it begins with <c>//</c>.</param>
    /// <param name="query">The parameters that it reads from the query, to be written into the document.</param>
    public IEndpointConventionBuilder Raw(string method, string path, Func<HttpContext, Caller, Task> handler, params string[] query) =>
        Raw(new MappedCall(method, path, null, null, query), handler);

    /// <summary>A call that reads its JSON by itself.</summary>
    /// <param name="ask">What its body is, to be written into the document.</param>
    /// <param name="answer">What its answer is.</param>
    public IEndpointConventionBuilder Raw(string method, string path, JsonTypeInfo? ask, JsonTypeInfo? answer, Func<HttpContext, Caller, Task> handler) =>
        Raw(new MappedCall(method, path, ask, answer, []), handler);

    /// <summary>A call that reads several kinds of bodies.</summary>
    /// <param name="bodies">What is asked and answered, as <see cref="MappedCall.Bodies"/>.</param>
    public IEndpointConventionBuilder Raw(string method, string path, Func<JsonObject> bodies, Func<HttpContext, Caller, Task> handler) =>
        Raw(new MappedCall(method, path, null, null, [], bodies), handler);

    private IEndpointConventionBuilder Raw(MappedCall call, Func<HttpContext, Caller, Task> handler)
    {
        var (method, path) = (call.Method, call.Path);
        _document?.Add(call);
        // What can be got can be asked about: the web server leaves the body of the answer out.
        string[] methods = method == "GET" ? ["GET", "HEAD"] : [method];
        return routes.MapMethods(path.StartsWith("//", StringComparison.Ordinal) ? path[1..] : "/api/2.0" + path, methods, context => AnswerAsync(context, handler));
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
            await Answers.RefuseAsync(context, context.Features.Get<BrokenBody>() is { } broken ? new(refused.Code, refused.Message + broken.Hint) : refused);
        }
        catch (DbException e) when (e.IsTransient && !context.Response.HasStarted)
        {
            context.Response.Headers.RetryAfter = "5";
            await Answers.RefuseAsync(context, new RefusedException("TEMPORARILY_UNAVAILABLE", "The store does not answer. Predictions go on as they were; try again when it is back."));
        }
        catch (DbException e) when (IsDisk(e) && !context.Response.HasStarted)
        {
            await Answers.RefuseAsync(context, new RefusedException("TEMPORARILY_UNAVAILABLE", "The store's disk is full or fails, and nothing of this was kept. Predictions go on as they were; make room on the server, then try again."));
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            Failed(context.RequestServices.GetRequiredService<ILogger<Routes>>(), context.Request.Method, context.Request.Path, context.TraceIdentifier, e);
            await Answers.RefuseAsync(context, new RefusedException("INTERNAL_ERROR", $"This server failed. Its log tells how, under {context.TraceIdentifier}."));
        }
    }

    /// <summary>SQLite could not write: an error of input or output (10), or no room (13).</summary>
    private static bool IsDisk(DbException e) => e is SqliteException { SqliteErrorCode: 10 or 13 };

    private void Map<TAsk, TAnswer>(string method, string path, JsonTypeInfo<TAsk> ask, JsonTypeInfo<TAnswer> answer, Answering<TAsk, TAnswer> handler, int largest = Asked.LargestBody)
        where TAsk : class
    {
        Raw(method, path, ask, answer, async (context, caller) =>
        {
            var asked = await Asked.ReadAsync(context, ask, largest);
            await Answers.WriteAsync(context, await handler(asked, caller, context.RequestAborted), answer);
        });
    }

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed ({Trace}).")]
    private static partial void Failed(ILogger log, string method, string path, string trace, Exception cause);

    private static Caller CallerOf(HttpContext context) => context.Features.Get<Caller>() ?? Caller.Anyone;
}
