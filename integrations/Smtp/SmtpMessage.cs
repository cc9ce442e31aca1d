using System.Net.Mail;
using MimeKit;
using Nudges.Delivery;
using Nudges.Integrations.Mail;
using Nudges.Messages;

namespace Nudges.Integrations.Smtp;

/// <summary>One person's email as MIME.</summary>
internal static class SmtpMessage
{
    /// <summary>The mail; null where the address is none that a mail server could be asked about.</summary>
    public static MimeMessage? Create(BatchedNudge nudge, SmtpOptions options, DateTimeOffset now)
    {
        var envelope = EmailEnvelope.Of(nudge);
        if (!MailboxAddress.TryParse(envelope.To, out var to))
        {
            return null;
        }

        to.Name = envelope.ToName;
        var message = new MimeMessage
        {
            Date = now,
            Subject = envelope.Message.Subject,
            // A function of the nudge: a mail server or mailbox that knows a message by its id knows it again.
            MessageId = $"{nudge.Id}@{new MailAddress(options.From).Host}",
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = EmailShell.Apply(EmailShell.Text, envelope.Message) },
                new TextPart("html") { Text = EmailShell.Apply(EmailShell.Html, envelope.Message) }),
        };
        message.From.Add(new MailboxAddress(options.FromName, options.From));
        message.To.Add(to);
        if (options.ReplyTo is { } replyTo)
        {
            message.ReplyTo.Add(MailboxAddress.Parse(replyTo));
        }

        message.Headers.Add("List-Unsubscribe", $"<{envelope.Unsubscribe.AbsoluteUri}>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        // RFC 3834: no vacation notes to it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }
}
