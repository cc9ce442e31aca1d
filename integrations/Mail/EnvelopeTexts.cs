using System.Text.Json;
using Nudges.Delivery;

namespace Nudges.Integrations.Mail;

/// <summary>Where the texts stand in an <see cref="EmailEnvelope"/>'s JSON and in its message's: for what copies them as they are.</summary>
internal sealed class EnvelopeTexts
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<(string Member, Range Place)> _texts = new(8);

    public EnvelopeTexts(MessageText envelope)
    {
        _json = envelope.Utf8;
        var reader = new Utf8JsonReader(_json.Span);
        var member = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                member = reader.GetString()!;
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                _texts.Add((member, (int)reader.TokenStartIndex..(int)reader.BytesConsumed));
            }
        }
    }

    /// <summary>A text as it stands, in its quotes.</summary>
    public ReadOnlySpan<byte> this[string member]
    {
        get
        {
            foreach (var (name, place) in _texts)
            {
                if (name == member)
                {
                    return _json.Span[place];
                }
            }

            throw new KeyNotFoundException($"An email without {member}.");
        }
    }
}
