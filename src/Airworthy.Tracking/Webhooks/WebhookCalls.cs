using Airworthy.Tracking.Protocol;
using Airworthy.Tracking.Search;

namespace Airworthy.Tracking.Webhooks;

/// <summary>The calls about webhooks, and one more than the original has: the log of a webhook's deliveries.</summary>
/// <remarks>Source: MLflow REST API, service <c>webhooks</c>.</remarks>
internal sealed class WebhookCalls(WebhookStore webhooks, DeliveryStore deliveries, WebhookSender sender, TimeProvider clock) : ICalls
{
    private const int LongestName = 256;
    private const int LongestDescription = 1000;
    private const int LongestSecret = 1000;

    private static WebhookJson Json => WebhookJson.Default;

    public void Map(Routes routes)
    {
        routes.Post("/mlflow/webhooks", Json.CreateWebhook, Json.WebhookAnswer, CreateAsync);
        routes.Get("/mlflow/webhooks", Json.ListWebhooks, Json.WebhooksAnswer, ListAsync);
        routes.Get("/mlflow/webhooks/{webhook_id}", Json.WebhookId, Json.WebhookAnswer, GetAsync);
        routes.Patch("/mlflow/webhooks/{webhook_id}", Json.UpdateWebhook, Json.WebhookAnswer, UpdateAsync);
        routes.Delete("/mlflow/webhooks/{webhook_id}", Json.WebhookId, Json.Nothing, DeleteAsync);
        routes.Post("/mlflow/webhooks/{webhook_id}/test", Json.TestWebhook, Json.TestAnswer, TestAsync);
        routes.Get("/mlflow/webhooks/{webhook_id}/deliveries", Json.ListDeliveries, Json.DeliveriesAnswer, DeliveriesAsync);
    }

    private async Task<WebhookAnswer> CreateAsync(CreateWebhook ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        var name = Names.Text(ask.Name, "name", LongestName);
        var url = WebhookTarget.Url(ask.Url, sender.Anywhere);
        var events = Events(ask.Events) ?? throw RefusedException.Missing("events");
        return new(WebhookShape.Of(await webhooks.CreateAsync(
            name, Description(ask.Description) ?? "", url, Secret(ask.Secret) ?? "", Status(ask.Status) ?? WebhookStatus.Active, events, cancel)));
    }

    private async Task<WebhooksAnswer> ListAsync(ListWebhooks ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        var (page, next) = await webhooks.ListAsync(PageToken.Size(ask.MaxResults, 100, 1000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(WebhookShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private async Task<WebhookAnswer> GetAsync(WebhookId ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        return new(WebhookShape.Of(await webhooks.GetAsync(ask.Id!, cancel)));
    }

    private async Task<WebhookAnswer> UpdateAsync(UpdateWebhook ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        return new(WebhookShape.Of(await webhooks.UpdateAsync(
            ask.WebhookId!,
            ask.Name is null ? null : Names.Text(ask.Name, "name", LongestName),
            Description(ask.Description),
            ask.Url is null ? null : WebhookTarget.Url(ask.Url, sender.Anywhere),
            Secret(ask.Secret), Status(ask.Status), Events(ask.Events), cancel)));
    }

    private async Task<Nothing> DeleteAsync(WebhookId ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        await webhooks.DeleteAsync(ask.Id!, cancel);
        return Nothing.AtAll;
    }

    /// <summary>Sends an example, once, and tells how it was answered.</summary>
    private async Task<TestAnswer> TestAsync(TestWebhook ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        var webhook = await webhooks.GetAsync(ask.WebhookId!, cancel);
        var what = ask.Event is null ? webhook.Events[0] : Event(ask.Event, "event");
        var body = WebhookBody.Of(what, clock.GetUtcNow(), WebhookBody.Example(what));
        var attempt = await sender.SendAsync(webhook.Url, await webhooks.SecretAsync(webhook.Id, cancel), Guid.NewGuid().ToString(), body, cancel);
        return new(attempt.Status is null
            ? new TestShape(false, null, null, attempt.Error)
            : new TestShape(attempt.Arrived, attempt.Status, attempt.Text, attempt.Arrived ? null : attempt.Error));
    }

    private async Task<DeliveriesAnswer> DeliveriesAsync(ListDeliveries ask, Caller caller, CancellationToken cancel)
    {
        caller.Need(Right.Administer);
        var webhook = await webhooks.GetAsync(ask.WebhookId!, cancel);
        var (page, next) = await deliveries.LogAsync(webhook.No, PageToken.Size(ask.MaxResults, 100, 1000), PageToken.Offset(ask.PageToken), cancel);
        return new(page.Count == 0 ? null : [.. page.Select(DeliveryShape.Of)], next is { } offset ? PageToken.Of(offset) : null);
    }

    private static IReadOnlyList<WebhookEvent>? Events(IReadOnlyList<EventShape>? events) =>
        events is { Count: > 0 } ? [.. events.Select((e, i) => Event(e, $"events[{i}]")).Distinct()] : null;

    private static WebhookEvent Event(EventShape? shape, string parameter)
    {
        var asked = new WebhookEvent(shape?.Entity?.ToLowerInvariant() ?? "", shape?.Action?.ToLowerInvariant() ?? "");
        return WebhookEvent.All.Contains(asked)
            ? asked
            : throw RefusedException.Invalid($"Invalid value \"{shape?.Entity}.{shape?.Action}\" for parameter '{parameter}' supplied. Events are {string.Join(", ", WebhookEvent.All)}.");
    }

    private static string? Description(string? description) => description is null ? null : Names.Value(description, "description", LongestDescription);

    private static string? Secret(string? secret) => secret is not { Length: > LongestSecret } ? secret : throw RefusedException.Invalid($"'secret' exceeds the maximum length of {LongestSecret} characters.");

    private static string? Status(string? status) => status is null or "" ? null
        : WebhookStatus.All.Contains(status) ? status
        : throw RefusedException.Invalid($"Invalid value \"{status}\" for parameter 'status' supplied. Valid values are {string.Join(", ", WebhookStatus.All)}.");
}
