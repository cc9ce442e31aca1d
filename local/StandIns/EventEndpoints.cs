using System.Text.Json.Nodes;

namespace Nudges.Local.StandIns;

/// <summary>An event that SendGrid's stand-in is asked to tell.</summary>
internal sealed record AskedEvent
{
    /// <summary>Of a mail that was sent since the stand-ins started.</summary>
    public required string Nudge { get; init; }

    /// <summary>As SendGrid names it: open, bounce, spamreport, …</summary>
    public required string Event { get; init; }

    public string? Reason { get; init; }

    /// <summary>An open that a machine is known to have made.</summary>
    public bool Machine { get; init; }

    /// <summary>How often it is posted, the same each time.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How long ago it says that it was signed.</summary>
    public int AgeSeconds { get; init; }

    /// <summary>Whether another key signs it.</summary>
    public bool Forged { get; init; }
}

internal static class EventEndpoints
{
    /// <summary><c>POST /events</c> {"nudge":"…","event":"open"} has SendGrid's webhook tell it; answers with what the product answered.</summary>
    public static void MapEvents(this IEndpointRouteBuilder endpoints, SendGridWebhook webhook, TimeProvider time) => endpoints.MapPost("/events", async (AskedEvent asked) =>
    {
        (string, JsonNode?)[] more = [("reason", asked.Reason), .. asked.Machine ? new (string, JsonNode?)[] { ("sg_machine_open", true) } : []];
        if (webhook.Target is null || webhook.Event(asked.Nudge, asked.Event, more) is not { } told)
        {
            return Results.NotFound();
        }

        var answers = new List<int>();
        for (var post = 0; post < asked.Times; post++)
        {
            using var answer = await webhook.PostAsync([told], time.GetUtcNow().AddSeconds(-asked.AgeSeconds), asked.Forged);
            answers.Add((int)answer.StatusCode);
        }

        return Results.Json(answers);
    });
}
