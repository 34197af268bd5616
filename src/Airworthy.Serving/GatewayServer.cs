using System.Reflection;

using Airworthy.Serving.Models;
using Airworthy.Serving.Models.Upstream;
using Airworthy.Serving.Feedback;
using Airworthy.Serving.Monitoring;
using Airworthy.Serving.Monitoring.Alerts;
using Airworthy.Serving.PredictionLog;
using Airworthy.Serving.Releases;
using Airworthy.Serving.Routing;
using Airworthy.Serving.Stopping;
using Airworthy.Tracking.Protocol;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Airworthy.Serving;

/// <summary>Puts the gateway into an application that has the tracking server: endpoints, releases, and the protocols of inference.</summary>
public static class GatewayServer
{
    /// <param name="log">The folder of the prediction log, as a full path; one beside it is taken where another gateway writes there.</param>
    public static IServiceCollection AddGateway(this IServiceCollection things, string log, GatewayOptions? options = null)
    {
        things.AddGatewayParts(options ?? new GatewayOptions(), Path.GetDirectoryName(log)!, services => RequestLog.In(log, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<FeedbackStore>().ForgetAsync));
        things.AddHttpForwarder();
        things.AddLogging(logging => logging.AddFilter("Yarp.ReverseProxy", LogLevel.None)); // whoever asked says what failed, and counts it
        things.AddSingleton<IModelSource, ModelLoader>();
        things.AddSingleton<IConnectionListenerFactory, LastCallers>();
        things.AddHostedService<ReleaseLoop>();
        things.AddHostedService<MinuteLoop>();
        things.AddSingleton<LabelStore>();
        things.AddHostedService<LabelLoop>();
        return things;
    }

    /// <summary>All that the calls of a gateway and the loop of its releases need, whatever its models come from and whoever starts that loop.</summary>
    /// <param name="folder">Where it keeps what it has to know without its store.</param>
    internal static void AddGatewayParts(this IServiceCollection things, GatewayOptions options, string folder, Func<IServiceProvider, RequestLog> log)
    {
        things.AddSingleton(options);
        things.AddSingleton(new AllowedUpstreams(options.Upstreams));
        things.AddSingleton(log);
        foreach (var type in (ReadOnlySpan<Type>)[typeof(Gateway), typeof(Validation), typeof(ReleaseDesk), typeof(FeedbackStore), typeof(Guards.PeopleQueue), typeof(Protocols.Quotas), typeof(Protocols.Idempotence.KeptAnswers), typeof(Protocols.Idempotence.OnceOnly), typeof(Explaining.RequestTraces), typeof(InputWatch), typeof(AgeWatch), typeof(BasisWatch), typeof(KnownVersions), typeof(MemoryWatch)])
        {
            things.AddSingleton(type);
        }

        things.AddSingleton(services => ActivatorUtilities.CreateInstance<Replicas.KeptTables>(services, folder));
        things.AddGatewayPast();
    }

    /// <summary>Sends metrics by OTLP where the standard variables say to: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and those beside it.</summary>
    public static void AddGatewayTelemetry(this IServiceCollection things, IConfiguration settings) => Telemetry.AddTo(things, settings);

    /// <summary>Asks callers over HTTP/1.1 to come by another connection once the gateway stops; over HTTP/2 the server says so itself.</summary>
    public static void UseStopping(this IApplicationBuilder app)
    {
        var gateway = app.ApplicationServices.GetRequiredService<Gateway>();
        app.Use((context, next) =>
        {
            if (gateway.IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }

    /// <summary>Bounds how much one caller asks. Stands behind admission.</summary>
    public static void UseQuotas(this IApplicationBuilder app)
    {
        var quotas = app.ApplicationServices.GetRequiredService<Protocols.Quotas>();
        app.Use(next => context => quotas.RunAsync(context, next));
    }

    /// <summary>Answers a request with a key of its own once. Stands behind the quotas.</summary>
    public static void UseIdempotence(this IApplicationBuilder app)
    {
        var once = app.ApplicationServices.GetRequiredService<Protocols.Idempotence.OnceOnly>();
        app.Use(next => context => once.RunAsync(context, next));
    }

    /// <summary>What reads all that a gateway has kept in the store, and serves nothing.</summary>
    public static IServiceCollection AddGatewayPast(this IServiceCollection things)
    {
        foreach (var type in (ReadOnlySpan<Type>)[typeof(RouteStore), typeof(ReleaseStore), typeof(Tallies), typeof(MinuteBook), typeof(SwitchBook), typeof(HostBook), typeof(AlertStore), typeof(Replicas.ReplicaBook)])
        {
            things.AddSingleton(type);
        }

        return things;
    }

    /// <summary>Maps the calls that read what a gateway has kept.</summary>
    public static void MapGatewayPast(this IEndpointRouteBuilder routes) => Map(routes, t => t == typeof(PastCalls) || t == typeof(TrafficCalls) || t == typeof(MinuteCalls) || t == typeof(AlertCalls));

    /// <summary>Maps every call of the gateway.</summary>
    public static void MapGateway(this IEndpointRouteBuilder routes) => Map(routes, _ => true);

    /// <summary>Maps the protocols of inference alone.</summary>
    internal static void MapInference(this IEndpointRouteBuilder routes) => Map(routes, t => t.Namespace == typeof(Protocols.InferRequest).Namespace);

    private static void Map(IEndpointRouteBuilder routes, Func<Type, bool> which)
    {
        var calls = new Routes(routes);
        foreach (var type in Assembly.GetExecutingAssembly().TypesEnding("Calls").Where(which))
        {
            ((ICalls)ActivatorUtilities.CreateInstance(routes.ServiceProvider, type)).Map(calls);
        }
    }
}
