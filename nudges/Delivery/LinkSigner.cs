using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>
/// Signs the links in messages: whoever has a link may do what it is for, for that one person, and nothing else. A token is
/// the link's content, the id of the key and HMAC-SHA-256 over both, cut to 128 bits, in base64url. The first key signs, all
/// keys read, so that a key is changed without breaking the links in old mail.
/// </summary>
public sealed class LinkSigner
{
    /// <summary>The fewest random bytes of a key.</summary>
    public const int FewestKeyBytes = 32;

    private const int KeyIdBytes = 3;
    private const int SignatureBytes = 16;
    private const int LongestToken = 1_500;

    private static readonly byte[] Context = "nudges-link-1\n"u8.ToArray();

    private readonly List<Key> _keys;

    /// <param name="keys">At least one; each at least 32 random bytes, from configuration. The first one signs.</param>
    public LinkSigner(params IEnumerable<byte[]> keys)
    {
        _keys = [.. keys.Select(secret => new Key(secret))];
        ArgumentOutOfRangeException.ThrowIfZero(_keys.Count, nameof(keys));
    }

    /// <summary>Safe in a URL's path: letters, digits, dash and underscore. With ids that are GUIDs and hashes, 90 characters at most.</summary>
    /// <exception cref="ArgumentException">An id in the link is empty or longer than 250 bytes.</exception>
    public string Create(SignedLink link)
    {
        // A run makes five for everyone: in place, from the context that is signed along to the whole signature that is cut.
        Span<byte> bytes = stackalloc byte[Context.Length + LinkBytes.Longest + KeyIdBytes + HMACSHA256.HashSizeInBytes];
        Context.CopyTo(bytes);
        var end = Context.Length + LinkBytes.Write(link, bytes[Context.Length..]);
        _keys[0].Id.CopyTo(bytes[end..]);
        end += KeyIdBytes;
        _keys[0].Sign(bytes[..end], bytes[end..]);
        return Base64Url.EncodeToString(bytes[Context.Length..(end + SignatureBytes)]);
    }

    /// <summary>What the link says, whether it has expired or not; null where the token was not made with one of the keys.</summary>
    public SignedLink? Read(string token)
    {
        // A letter's unused bits could be anything; only the one spelling that was made is taken.
        if (token.Length > LongestToken || !Base64Url.IsValid(token) || Base64Url.DecodeFromChars(token) is not { Length: > KeyIdBytes + SignatureBytes } bytes
            || Base64Url.EncodeToString(bytes) != token)
        {
            return ReadFirst(token);
        }

        var named = bytes[..^SignatureBytes];
        return _keys.Any(key => key.Id.AsSpan().SequenceEqual(named.AsSpan(^KeyIdBytes..))
                && CryptographicOperations.FixedTimeEquals(key.Sign(Context, named), bytes.AsSpan(^SignatureBytes..)))
            ? LinkBytes.Read(named.AsSpan(..^KeyIdBytes))
            : null;
    }

    /// <summary>The first form there was, only for unsubscribing, in mail that is still in mailboxes: person, dot, signature; no key's id, no end.</summary>
    private SignedLink? ReadFirst(string token)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || token.Length > LongestToken || !Base64Url.IsValid(token.AsSpan(0, dot)) || !Base64Url.IsValid(token.AsSpan(dot + 1)))
        {
            return null;
        }

        var person = Base64Url.DecodeFromChars(token.AsSpan(0, dot));
        var signature = Base64Url.DecodeFromChars(token.AsSpan(dot + 1));
        return _keys.Any(key => CryptographicOperations.FixedTimeEquals(key.Sign("unsubscribe\n"u8, person), signature))
            ? new SignedLink { Purpose = LinkPurpose.Unsubscribe, Person = new PersonId(Encoding.UTF8.GetString(person)) }
            : null;
    }

    private sealed class Key
    {
        private readonly byte[] _secret;

        public Key(byte[] secret)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, FewestKeyBytes, nameof(secret));
            _secret = [.. secret];
            Id = SHA256.HashData([.. "nudges-link-key\n"u8, .. secret])[..KeyIdBytes];
        }

        /// <summary>A function of the secret, so that nobody has to name keys.</summary>
        public byte[] Id { get; }

        /// <summary>Writes the whole signature.</summary>
        public void Sign(ReadOnlySpan<byte> content, Span<byte> signature) => HMACSHA256.HashData(_secret, content, signature);

        public byte[] Sign(ReadOnlySpan<byte> context, ReadOnlySpan<byte> content) => HMACSHA256.HashData(_secret, (byte[])[.. context, .. content])[..SignatureBytes];
    }
}
