using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Nudges.Local.StandIns;

/// <summary>What a link of delta carries, unreadable for those who follow it.</summary>
/// <param name="Company">Whose state it is.</param>
/// <param name="Everyone">True in the first round, in which places are users; then they are changes.</param>
/// <param name="Place">Where the next page starts.</param>
/// <param name="To">Up to which change the round goes; in the first round, which it started after.</param>
/// <param name="Select">What the first request asked for; null for what is sent by default.</param>
/// <param name="Issued">When the state was given out.</param>
internal sealed record GraphDeltaToken(string Company, bool Everyone, int Place, int To, string? Select, DateTimeOffset Issued)
{
    public static GraphDeltaToken First(Company company, string? select, DateTimeOffset now) => new(company.Name, Everyone: true, Place: 0, company.Log.Count, select, now);

    /// <summary>Null for what is no token.</summary>
    public static GraphDeltaToken? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<GraphDeltaToken>(WebEncoders.Base64UrlDecode(text)) is { Company: not null, Place: >= 0, To: >= 0 } token ? token : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    public override string ToString() => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(this));
}
