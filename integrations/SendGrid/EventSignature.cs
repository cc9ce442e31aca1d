using System.Security.Cryptography;
using System.Text;

namespace Nudges.Integrations.SendGrid;

/// <summary>
/// The signature of SendGrid's Event Webhook: ECDSA over P-256 and SHA-256, of the timestamp's text and the body's bytes as they
/// came. (The validator in SendGrid's own package takes the body as a string, which not every body survives.)
/// </summary>
internal static class EventSignature
{
    public const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    public static bool IsKey(string key)
    {
        using var imported = Import(key);
        return imported is not null;
    }

    /// <param name="keys">Base64 of the DER of public keys; those that are none are passed over.</param>
    /// <param name="signature">Base64 of a DER sequence.</param>
    /// <param name="timestamp">As the header has it.</param>
    /// <param name="body">As it came.</param>
    public static bool IsValid(IEnumerable<string> keys, string signature, string timestamp, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hash.AppendData(body);
        var digest = hash.GetHashAndReset();
        foreach (var key in keys)
        {
            using var imported = Import(key);
            if (imported?.VerifyHash(digest, bytes.AsSpan(0, length), DSASignatureFormat.Rfc3279DerSequence) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static ECDsa? Import(string key)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(key), out _);
            return ecdsa;
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            ecdsa.Dispose();
            return null;
        }
    }
}
