using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Http;

namespace Airworthy.Serving.Protocols;

/// <summary>What is asked by another method than it answers, and what the inference protocol does not have: refused in the protocol's own form, and never with a page.</summary>
internal sealed class OtherMethodCalls : ICalls
{
    private const string Says = "GET /v2 and GET /v2/models/NAME say what is there, POST /v2/models/NAME/infer asks.";

    private static readonly string[] s_asked = ["/v2/models/{model}/infer", "/v2/models/{model}/versions/{version}/infer", "/models/{model}/predict", "/models/{model}/feedback", "/endpoints/{model}/invocations", "/invocations"];

    private static readonly string[] s_told =
    [
        "/v2", "/v2/health/live", "/v2/health/ready", "/v2/health/startup", "/v2/models/{model}", "/v2/models/{model}/ready", "/v2/models/{model}/versions/{version}", "/v2/models/{model}/versions/{version}/ready",
        "/v2/models/stats", "/v2/models/{model}/stats", "/v2/models/{model}/versions/{version}/stats",
    ];

    public void Map(Routes routes)
    {
        foreach (var path in s_asked)
        {
            routes.Any(path, (context, _) => RefuseAsync(context, HttpMethods.Post));
        }

        foreach (var path in s_told)
        {
            routes.Any(path, (context, _) => RefuseAsync(context, HttpMethods.Get));
        }

        routes.Any("/v2/{**rest}", (context, _) => OipWriting.RefuseAsync(context, InferenceRefusedException.NotFound($"{context.Request.Method} {Core.Reading.Problem.Cut(context.Request.Path)} is no call of the Open Inference Protocol that is answered here; {Says}")));
    }

    private static Task RefuseAsync(HttpContext context, string method)
    {
        context.Response.Headers.Allow = method;
        return OipWriting.RefuseAsync(context, new InferenceRefusedException(StatusCodes.Status405MethodNotAllowed, $"{context.Request.Method} is not answered here: send {method}."));
    }
}
