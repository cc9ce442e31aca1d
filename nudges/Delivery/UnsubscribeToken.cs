using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// Signs the unsubscribe links: whoever has the link may unsubscribe that one person and nobody else. HMAC-SHA-256 over
/// purpose and person, cut to 128 bits; does not expire, as RFC 8058 links must keep working in old mail.
/// </summary>
public sealed class UnsubscribeToken
{
    private const string Purpose = "unsubscribe\n";
    private const int SignatureBytes = 16;
    private readonly byte[] _key;

    /// <param name="key">At least 32 random bytes, from configuration.</param>
    public UnsubscribeToken(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 32, nameof(key));
        _key = key.ToArray();
    }

    /// <summary>Safe in a URL's path: the person's id and the signature, base64url, joined by a dot.</summary>
    public string Create(PersonId person) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(person.Value))}.{Base64Url.EncodeToString(Sign(person))}";

    /// <summary>The person, or null where the token was not made with this key.</summary>
    public PersonId? Read(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !Base64Url.IsValid(token.AsSpan(0, dot)) || !Base64Url.IsValid(token.AsSpan(dot + 1)))
        {
            return null;
        }

        var person = new PersonId(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AsSpan(0, dot))));
        var signature = Base64Url.DecodeFromChars(token.AsSpan(dot + 1));
        return CryptographicOperations.FixedTimeEquals(signature, Sign(person)) ? person : null;
    }

    private byte[] Sign(PersonId person) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(Purpose + person.Value))[..SignatureBytes];
}
