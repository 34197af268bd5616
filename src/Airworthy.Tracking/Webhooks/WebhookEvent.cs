namespace Airworthy.Tracking.Webhooks;

/// <summary>Something that happens in the model registry, or at an endpoint.</summary>
/// <param name="Entity">To what, for example <c>model_version</c>.</param>
/// <param name="Action">What: <c>created</c>, <c>set</c>, <c>deleted</c>, <c>raised</c> …</param>
public readonly record struct WebhookEvent(string Entity, string Action)
{
    public static readonly WebhookEvent RegisteredModelCreated = new("registered_model", "created");
    public static readonly WebhookEvent ModelVersionCreated = new("model_version", "created");
    public static readonly WebhookEvent ModelVersionTagSet = new("model_version_tag", "set");
    public static readonly WebhookEvent ModelVersionTagDeleted = new("model_version_tag", "deleted");
    public static readonly WebhookEvent ModelVersionAliasCreated = new("model_version_alias", "created");
    public static readonly WebhookEvent ModelVersionAliasDeleted = new("model_version_alias", "deleted");
    public static readonly WebhookEvent PromptCreated = new("prompt", "created");
    public static readonly WebhookEvent PromptVersionCreated = new("prompt_version", "created");
    public static readonly WebhookEvent PromptTagSet = new("prompt_tag", "set");
    public static readonly WebhookEvent PromptTagDeleted = new("prompt_tag", "deleted");
    public static readonly WebhookEvent PromptVersionTagSet = new("prompt_version_tag", "set");
    public static readonly WebhookEvent PromptVersionTagDeleted = new("prompt_version_tag", "deleted");
    public static readonly WebhookEvent PromptAliasCreated = new("prompt_alias", "created");
    public static readonly WebhookEvent PromptAliasDeleted = new("prompt_alias", "deleted");

    // The original serves no endpoints: these are our own.
    public static readonly WebhookEvent EndpointAlertRaised = new("endpoint_alert", "raised");
    public static readonly WebhookEvent EndpointAlertEnded = new("endpoint_alert", "ended");
    public static readonly WebhookEvent EndpointAlertAnswered = new("endpoint_alert", "answered");

    /// <summary>All that webhooks can be told of.</summary>
    public static IReadOnlyList<WebhookEvent> All { get; } =
    [
        RegisteredModelCreated, ModelVersionCreated, ModelVersionTagSet, ModelVersionTagDeleted, ModelVersionAliasCreated, ModelVersionAliasDeleted,
        PromptCreated, PromptVersionCreated, PromptTagSet, PromptTagDeleted, PromptVersionTagSet, PromptVersionTagDeleted, PromptAliasCreated, PromptAliasDeleted,
        EndpointAlertRaised, EndpointAlertEnded, EndpointAlertAnswered,
    ];

    /// <summary>As it is stored: <c>model_version.created</c>.</summary>
    public override string ToString() => $"{Entity}.{Action}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    internal static WebhookEvent Read(string text) => text.Split('.') is [var entity, var action] ? new(entity, action) : throw new FormatException($"'{text}' is no event.");
}
