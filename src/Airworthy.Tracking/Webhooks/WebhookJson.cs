using System.Text.Json.Serialization;

using Airworthy.Tracking.Protocol;

namespace Airworthy.Tracking.Webhooks;

internal sealed record CreateWebhook(string? Name, string? Description, string? Url, IReadOnlyList<EventShape>? Events, string? Secret, string? Status);

internal sealed record ListWebhooks(long? MaxResults, string? PageToken);

internal sealed record WebhookId([property: JsonPropertyName("webhook_id")] string? Id);

internal sealed record UpdateWebhook(string? WebhookId, string? Name, string? Description, string? Url, IReadOnlyList<EventShape>? Events, string? Secret, string? Status);

internal sealed record TestWebhook(string? WebhookId, EventShape? Event);

internal sealed record ListDeliveries(string? WebhookId, long? MaxResults, string? PageToken);

internal sealed record WebhookAnswer(WebhookShape Webhook);

internal sealed record WebhooksAnswer(IReadOnlyList<WebhookShape>? Webhooks, string? NextPageToken);

internal sealed record TestAnswer(TestShape Result);

internal sealed record TestShape(bool Success, int? ResponseStatus, string? ResponseBody, string? ErrorMessage);

internal sealed record DeliveriesAnswer(IReadOnlyList<DeliveryShape>? Deliveries, string? NextPageToken);

/// <summary>An event as it travels: <c>{"entity": "MODEL_VERSION", "action": "CREATED"}</c>.</summary>
internal sealed record EventShape(string? Entity, string? Action)
{
    public static EventShape Of(WebhookEvent e) => new(e.Entity.ToUpperInvariant(), e.Action.ToUpperInvariant());
}

/// <summary>A webhook as it travels; never with its secret.</summary>
internal sealed record WebhookShape(
    string WebhookId, string Name, string? Description, string Url, IReadOnlyList<EventShape> Events, string Status, long CreationTimestamp, long LastUpdatedTimestamp)
{
    public static WebhookShape Of(Webhook w) => new(
        w.Id, w.Name, w.Description.Length == 0 ? null : w.Description, w.Url, [.. w.Events.Select(EventShape.Of)], w.Status, w.CreationTime, w.LastUpdatedTime);
}

internal sealed record DeliveryShape(
    string DeliveryId, EventShape Event, string Status, long Attempts, long? ResponseStatus, string? ErrorMessage, long CreationTimestamp, long? LastAttemptTimestamp, long? NextAttemptTimestamp)
{
    public static DeliveryShape Of(Delivery d) => new(
        d.Id, EventShape.Of(WebhookEvent.Read(d.Event)), d.Status, d.Attempts, d.ResponseStatus, d.Error.Length == 0 ? null : d.Error, d.CreationTime, d.LastAttemptTime, d.Due);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CreateWebhook))]
[JsonSerializable(typeof(ListWebhooks))]
[JsonSerializable(typeof(WebhookId))]
[JsonSerializable(typeof(UpdateWebhook))]
[JsonSerializable(typeof(TestWebhook))]
[JsonSerializable(typeof(ListDeliveries))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(WebhooksAnswer))]
[JsonSerializable(typeof(TestAnswer))]
[JsonSerializable(typeof(DeliveriesAnswer))]
[JsonSerializable(typeof(Nothing))]
internal sealed partial class WebhookJson : JsonSerializerContext;
