using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Airworthy.Tracking.Protocol;

/// <summary>Every path of the protocol that nothing else answers: what this server leaves out says so, and what does not exist is not found, both in the protocol's form.</summary>
internal sealed class OtherCalls : ICalls
{
    /// <summary>Parts of the protocol that are left out: traces, evaluation of language models, gateways, workspaces.</summary>
    private static readonly string[] s_leftOut =
    [
        "traces", "unified-traces", "get-online-trace-details", "assessments", "datasets", "scorers", "issues", "label-schemas", "labeling-sessions", "prompt-optimization", "optimization", "jobs",
        "genai", "workspaces", "gateway", "gateway-proxy", "secrets", "endpoints", "budgets", "demo",
    ];

    public void Map(Routes routes)
    {
        foreach (var part in s_leftOut)
        {
            routes.Any($"/api/2.0/mlflow/{part}", LeftOut);
            routes.Any($"/api/2.0/mlflow/{part}/{{**rest}}", LeftOut);
        }

        routes.Any("/v1/traces", LeftOut);
        routes.Any("/graphql", LeftOut);
        routes.Any("/api/2.0/mlflow/graphql", LeftOut);
        routes.Any("/api/{**rest}", Unknown);
        routes.Any("/ajax-api/{**rest}", Unknown);
    }

    // As it was asked: prefixes are rewritten before a call gets here.
    private static string Asked(HttpContext context) => context.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target ? target.Split('?')[0] : context.Request.Path;

    private static Task LeftOut(HttpContext context, Caller caller) => throw new RefusedException(
        "NOT_IMPLEMENTED", $"{context.Request.Method} {Asked(context)} is not implemented: this server tracks runs and models, and leaves out traces, evaluation of language models and gateways.");

    private static Task Unknown(HttpContext context, Caller caller) => throw new RefusedException(
        "ENDPOINT_NOT_FOUND", $"{context.Request.Method} {Asked(context)} is not known. Paths begin with /api/2.0/mlflow/ or /api/2.0/mlflow-artifacts/.");
}
