namespace Airworthy.Tracking.Webhooks;

/// <summary>An address that is told when something happens in the model registry, or at an endpoint.</summary>
/// <remarks>Its secret stays in the store, readable there, because every delivery is signed with it; no answer contains it.</remarks>
public sealed record Webhook
{
    /// <summary>Its number inside the store; never leaves the server.</summary>
    public long No { get; init; }

    public string Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public string Url { get; init; } = "";

    /// <summary>One of <see cref="WebhookStatus.All"/>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long LastUpdatedTime { get; init; }

    /// <summary>What it is told of.</summary>
    public IReadOnlyList<WebhookEvent> Events { get; init; } = [];
}

/// <summary>Whether a webhook is told anything.</summary>
public static class WebhookStatus
{
    public const string Active = "ACTIVE";
    public const string Disabled = "DISABLED";

    public static IReadOnlyList<string> All { get; } = [Active, Disabled];
}

/// <summary>One event on its way to one webhook, as the delivery log keeps it.</summary>
public sealed record Delivery
{
    /// <summary>The same in every attempt, so that a receiver can tell a repetition.</summary>
    public string Id { get; init; } = "";

    /// <summary>As <see cref="WebhookEvent.ToString"/> writes it.</summary>
    public string Event { get; init; } = "";

    /// <summary>One of <see cref="DeliveryStatus"/>.</summary>
    public string Status { get; init; } = "";

    public long Attempts { get; init; }

    /// <summary>When it is tried next, in milliseconds since 1970, UTC; null when it is not.</summary>
    public long? Due { get; init; }

    /// <summary>The HTTP status of the last attempt; null where none was answered.</summary>
    public long? ResponseStatus { get; init; }

    /// <summary>Why the last attempt failed; empty where it did not.</summary>
    public string Error { get; init; } = "";

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long CreationTime { get; init; }

    /// <summary>Milliseconds since 1970, UTC; null before the first attempt.</summary>
    public long? LastAttemptTime { get; init; }
}

/// <summary>How far a delivery has come.</summary>
public static class DeliveryStatus
{
    public const string Waiting = "waiting";
    public const string Delivered = "delivered";

    /// <summary>Tried for a day, in vain.</summary>
    public const string Failed = "failed";

    /// <summary>Its webhook was deleted or disabled before it arrived.</summary>
    public const string Dropped = "dropped";
}
