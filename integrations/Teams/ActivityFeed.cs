using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.Teamwork.SendActivityNotification;
using Nudges.Delivery;
using Nudges.Integrations.Graph;
using Nudges.Messages;

namespace Nudges.Integrations.Teams;

/// <summary>
/// Notifies people in their activity feed, where the bot may not write to them, by
/// <c>POST /users/{id}/teamwork/sendActivityNotification</c> (https://learn.microsoft.com/graph/api/userteamwork-sendactivitynotification).
/// Needs the application permission TeamsActivity.Send, and the app installed for the person. Teams allows ten a minute for each person;
/// a nudge is one.
/// </summary>
internal sealed class ActivityFeed([FromKeyedServices(GraphSetup.OneWayClient)] GraphServiceClient graph, GraphPost post, IOptions<TeamsOptions> options)
{
    /// <summary>The sent nudge's note.</summary>
    public const string Note = "by the activity feed";

    /// <summary>Needs no entry in the app's manifest: the text is free.</summary>
    private const string ActivityType = "systemDefault";

    private const string TextParameter = "systemDefaultText";

    /// <summary>With more, Graph fails the request (https://techcommunity.microsoft.com/tag/activity%20feed%20notifications).</summary>
    private const int LongestAddress = 1_024;

    /// <summary>The notification where the settings allow one; else, and where it is refused, why the bot may not write.</summary>
    /// <param name="nudge">The nudge; a second notification of the same one takes the place of the first.</param>
    /// <param name="notice">What to show; null in batches from before there was any.</param>
    /// <param name="closed">Why the bot may not write.</param>
    public async Task<TeamsAnswer> NotifyAsync(BatchedNudge nudge, FeedNotice? notice, TeamsAnswer.Closed closed)
    {
        if (!options.Value.ActivityFeed || notice is null || Address(notice.Link) is not { Length: <= LongestAddress } address)
        {
            return closed.Again ? new TeamsAnswer.Later(closed.Reason) : new TeamsAnswer.Refused(closed.Reason);
        }

        var body = new SendActivityNotificationPostRequestBody
        {
            ActivityType = ActivityType,
            ChainId = ChainOf(nudge.Id),
            TeamsAppId = options.Value.AppId,
            Topic = new TeamworkActivityTopic { Source = TeamworkActivityTopicSource.Text, Value = notice.Title, WebUrl = address },
            PreviewText = new ItemBody { Content = notice.Why },
            TemplateParameters = [new Microsoft.Graph.Models.KeyValuePair { Name = TextParameter, Value = notice.Headline }],
        };
        return await post.SendAsync(() => graph.Users[nudge.Person.Value].Teamwork.SendActivityNotification.PostAsync(body, request =>
        {
            if (RequestOf(nudge.Id) is { } id)
            {
                request.Headers.Add("client-request-id", id);
            }
        })) switch
        {
            GraphAnswer.Done => new TeamsAnswer.Done { Note = Note },
            GraphAnswer.Refused { Status: (int)HttpStatusCode.Forbidden } refused => new TeamsAnswer.Refused(
                $"{closed.Reason} Nor may their activity feed be used ({refused.Words}). Grant the app TeamsActivity.Send."),
            GraphAnswer.Refused refused => new TeamsAnswer.Refused($"{closed.Reason} Nor could their activity feed be used ({refused.Words})."),
            GraphAnswer.Later later => new TeamsAnswer.Later($"{closed.Reason} Their activity feed could not be used yet. {later.Reason}", later.RetryAfter),
            GraphAnswer.Lost lost => new TeamsAnswer.Lost(lost.Reason) { Alone = true },
            var other => throw new InvalidOperationException($"Unknown answer {other.GetType().Name}."),
        };
    }

    /// <summary>
    /// Graph takes links into Teams only. This one opens the item's page of answers, which leads to the item, in Teams' stage, or the item itself in a browser
    /// (https://learn.microsoft.com/microsoftteams/platform/tabs/open-content-in-stageview).
    /// </summary>
    private string Address(Uri link)
    {
        var context = JsonSerializer.Serialize(new { contentUrl = $"{link.AbsoluteUri}/{Outcomes.Answers.Any}", websiteUrl = link.AbsoluteUri, name = "Learning Nudges" });
        return $"https://teams.microsoft.com/l/stage/{options.Value.AppId}/0?context={Uri.EscapeDataString(context)}";
    }

    private static long ChainOf(NudgeId nudge) => (long)(StableId.Bits("chain", nudge.Value) & long.MaxValue);

    /// <summary>The nudge's id, which is shorter, as Graph's own id of a request, for whoever asks what it was; null where it is none of the product's.</summary>
    private static string? RequestOf(NudgeId nudge) => Guid.TryParseExact(nudge.Value.PadRight(32, '0'), "N", out var id) ? id.ToString() : null;
}
