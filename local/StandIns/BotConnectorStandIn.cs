using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>The Bot Connector of Teams: opens personal conversations with people who have Teams, and delivers cards to the mailbox.</summary>
internal static class BotConnectorStandIn
{
    private const int MostBytes = 28 * 1024;
    private const string ConversationPrefix = "a:";
    private const string UserPrefix = "29:";
    private const string CardType = "application/vnd.microsoft.card.adaptive";

    public static void MapBotConnectorStandIn(this IEndpointRouteBuilder endpoints, Company company, TeamsApps apps, Mailbox mailbox, Faults faults, TimeProvider time)
    {
        var group = endpoints.MapGroup("/v3/conversations").WithFaults(faults, StandInService.Bot, status =>
            Error(status == StatusCodes.Status429TooManyRequests ? "TooManyRequests" : "ServiceUnavailable", "Try again later."));
        group.MapPost("", (NewConversation conversation) => Open(conversation, company, apps));
        group.MapPost("/{id}/activities", (string id, Activity activity, HttpRequest request) =>
        {
            var person = PersonIn(id);
            if (person is null || company.Find(person).ValueKind != JsonValueKind.Object)
            {
                return Refuse(StatusCodes.Status404NotFound, "ConversationNotFound", "Conversation not found.");
            }

            if (Refusal(apps.Of(person)) is { } refusal)
            {
                return refusal;
            }

            if (request.ContentLength > MostBytes)
            {
                return Refuse(StatusCodes.Status413PayloadTooLarge, "MessageSizeTooBig", "Message size too large.");
            }

            if (activity is not { Type: "message", Attachments: [{ ContentType: CardType, Content.ValueKind: JsonValueKind.Object } attachment] })
            {
                return Refuse(StatusCodes.Status400BadRequest, "BadSyntax", "A message with one Adaptive Card was expected.");
            }

            var message = Guid.NewGuid().ToString("N");
            mailbox.Deliver([new MailboxEntry
            {
                Channel = "teams",
                Received = time.GetUtcNow(),
                Nudge = activity.ChannelData?.NudgeId,
                Person = person,
                To = person,
                ToName = Company.Text(company.Find(person), "displayName"),
                From = activity.From?.Id ?? "",
                Subject = activity.Summary ?? "",
                MessageId = message,
                Card = attachment.Content,
            }]);
            return Results.Json(new { id = message }, statusCode: StatusCodes.Status201Created);
        });
    }

    private static IResult Open(NewConversation conversation, Company company, TeamsApps apps)
    {
        if (conversation is not { IsGroup: false, Members: [{ Id: { } member }], TenantId.Length: > 0 })
        {
            return Refuse(StatusCodes.Status400BadRequest, "BadSyntax", "Incorrect conversation creation parameters");
        }

        var person = member.StartsWith(UserPrefix, StringComparison.Ordinal) ? member[UserPrefix.Length..] : member;
        var user = company.Find(person);
        if (user.ValueKind != JsonValueKind.Object || !Company.HasTeams(user) || apps.Of(Company.IdOf(user)) == TeamsAppState.NotInstalled)
        {
            return Refuse(StatusCodes.Status403Forbidden, "ForbiddenOperationException", "The bot is not installed in the user's personal scope.");
        }

        return apps.Of(Company.IdOf(user)) == TeamsAppState.Disabled
            ? Refusal(TeamsAppState.Disabled)!
            : Results.Json(new { id = ConversationWith(Company.IdOf(user)) }, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Why nothing may be written into a conversation; null where it may.</summary>
    private static IResult? Refusal(TeamsAppState state) => state switch
    {
        TeamsAppState.NotInstalled => Refuse(StatusCodes.Status403Forbidden, "BotNotInConversationRoster", "The bot is not part of the conversation roster."),
        TeamsAppState.Blocked => Refuse(StatusCodes.Status403Forbidden, "ConversationBlockedByUser", "User blocked the conversation with the bot."),
        TeamsAppState.Disabled => Refuse(StatusCodes.Status403Forbidden, "BotDisabledByAdmin", "The tenant admin disabled this bot"),
        _ => null,
    };

    /// <summary>The person's id, wrapped: a conversation is the same for ever and needs no memory.</summary>
    private static string ConversationWith(string person) => ConversationPrefix + WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(person));

    private static string? PersonIn(string conversation)
    {
        try
        {
            return conversation.StartsWith(ConversationPrefix, StringComparison.Ordinal)
                ? Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(conversation[ConversationPrefix.Length..]))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IResult Refuse(int status, string code, string message) => Results.Json(Error(code, message), statusCode: status);

    private static object Error(string code, string message) => new { error = new { code, message } };

    private sealed record NewConversation(bool IsGroup, IReadOnlyList<Account>? Members, string? TenantId);

    private sealed record Activity(string? Type, string? Summary, Account? From, IReadOnlyList<Attachment>? Attachments, ChannelData? ChannelData);

    private sealed record Attachment(string? ContentType, JsonElement Content);

    private sealed record ChannelData(string? NudgeId);

    private sealed record Account(string? Id);
}
