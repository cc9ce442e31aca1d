using System.Text.Json;
using Nudges.Delivery;
using Nudges.Messages;

namespace Nudges.Integrations.Mail;

/// <summary>One person's email as a batch keeps it: the message with its address.</summary>
internal sealed record EmailEnvelope
{
    public required string To { get; init; }

    public required string ToName { get; init; }

    /// <summary>Where one POST stops all nudges (RFC 8058).</summary>
    public required Uri Unsubscribe { get; init; }

    public required EmailMessage Message { get; init; }

    public static EmailEnvelope Of(NudgeDraft draft) => new()
    {
        To = draft.Person.Mail!,
        ToName = draft.Person.DisplayName,
        Unsubscribe = draft.Unsubscribe,
        Message = EmailComposer.Compose(draft),
    };

    public MessageText ToMessage() => new(JsonSerializer.SerializeToUtf8Bytes(this, NudgesJson.Options));

    public static EmailEnvelope Of(BatchedNudge nudge) => JsonSerializer.Deserialize<EmailEnvelope>(nudge.Message.Utf8.Span, NudgesJson.Options)!;
}
