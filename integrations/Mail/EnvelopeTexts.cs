using System.Buffers;
using System.Text.Json;
using Nudges.Delivery;

namespace Nudges.Integrations.Mail;

/// <summary>The texts in an <see cref="EmailEnvelope"/>'s JSON and in its message's, as they are escaped there: for what copies them.</summary>
internal sealed class EnvelopeTexts
{
    private static ReadOnlySpan<byte> Quote => "\""u8;

    private static ReadOnlySpan<byte> LineBreak => @"\n"u8;

    private readonly List<(string Member, ReadOnlyMemory<byte> Text)> _texts = new(8);

    public EnvelopeTexts(MessageText envelope)
    {
        var json = envelope.Utf8;
        var reader = new Utf8JsonReader(json.Span);
        var member = "";
        List<ReadOnlyMemory<byte>>? lines = null;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    member = reader.GetString()!;
                    break;
                case JsonTokenType.StartArray:
                    lines = new(32);
                    break;
                case JsonTokenType.EndArray:
                    _texts.Add((member, Join(lines!)));
                    lines = null;
                    break;
                case JsonTokenType.String:
                    var text = json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed];
                    if (lines is null)
                    {
                        _texts.Add((member, text));
                    }
                    else
                    {
                        lines.Add(text[1..^1]);
                    }

                    break;
            }
        }
    }

    /// <summary>A text in its quotes; of lines one, with line breaks between them.</summary>
    public ReadOnlySpan<byte> this[string member]
    {
        get
        {
            foreach (var (name, text) in _texts)
            {
                if (name == member)
                {
                    return text.Span;
                }
            }

            throw new KeyNotFoundException($"An email without {member}.");
        }
    }

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> lines)
    {
        var text = new ArrayBufferWriter<byte>(lines.Sum(line => line.Length + LineBreak.Length) + (2 * Quote.Length));
        text.Write(Quote);
        for (var number = 0; number < lines.Count; number++)
        {
            text.Write(number == 0 ? [] : LineBreak);
            text.Write(lines[number].Span);
        }

        text.Write(Quote);
        return text.WrittenMemory;
    }
}
