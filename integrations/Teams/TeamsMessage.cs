using System.Text.Json;
using Nudges.Messages;

namespace Nudges.Integrations.Teams;

/// <summary>One person's card as a batch keeps it. The address is the person's own id.</summary>
internal sealed record TeamsMessage
{
    /// <summary>What the notification says.</summary>
    public required string Summary { get; init; }

    /// <summary>The Adaptive Card.</summary>
    public required JsonElement Card { get; init; }

    /// <summary>What the activity feed shows where the bot may not write; null in batches from before there was any, and where nothing can be shown.</summary>
    public FeedNotice? Feed { get; init; }
}

/// <summary>The Bot Connector's conversation parameters for a personal chat.</summary>
internal sealed record NewConversation
{
    public bool IsGroup { get; init; }

    public required BotAccount Bot { get; init; }

    /// <summary>One, by the Entra object id: taken for a personal chat with someone for whom the app is installed.</summary>
    public required IReadOnlyList<BotAccount> Members { get; init; }

    public required string TenantId { get; init; }

    public required ConversationData ChannelData { get; init; }
}

internal sealed record BotAccount(string Id);

internal sealed record ConversationData(TenantReference Tenant);

internal sealed record TenantReference(string Id);

/// <summary>The Bot Connector's message activity.</summary>
internal sealed record MessageActivity
{
    public string Type { get; } = "message";

    public required BotAccount From { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<CardAttachment> Attachments { get; init; }

    public required ActivityData ChannelData { get; init; }
}

internal sealed record CardAttachment(JsonElement Content)
{
    public string ContentType { get; } = "application/vnd.microsoft.card.adaptive";
}

/// <param name="NudgeId">For whoever asks what a message was; Teams passes it by.</param>
/// <param name="Notification">Shows in the person's activity feed.</param>
internal sealed record ActivityData(string NudgeId, FeedNotification Notification);

internal sealed record FeedNotification(bool Alert);

/// <summary>What the Bot Connector answers to both.</summary>
internal sealed record Created(string Id);
