using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Nudges.Orchestrations.Durable;

/// <summary>
/// What may cross an engine: JSON within the limits that Durable Functions sets, or that keep it fast and safe. Azure Storage moves
/// a value to a blob above 30,720 characters in a table, and above 45 KB with its envelope in a queue; those blobs cost requests,
/// and purging an instance takes those of every other whose id begins with its id. Both engines hold to the limits, so that a
/// laptop shows them first.
/// </summary>
public static class Payload
{
    /// <summary>The most bytes of JSON (UTF-8) in an input, an output or an event.</summary>
    public const int MostBytes = 30 * 1024;

    /// <summary>The most bytes of JSON (UTF-8) in a custom status: Durable Functions allows 16 KB in UTF-16.</summary>
    public const int MostBytesOfStatus = 8 * 1024;

    private static readonly SearchValues<char> NotInIds = SearchValues.Create("/\\#?");

    /// <summary>The value in JSON. <paramref name="what"/> begins the error's sentence.</summary>
    /// <exception cref="ArgumentException">The JSON is too long.</exception>
    public static string Write<T>(T value, string what, int most = MostBytes)
    {
        var json = JsonSerializer.Serialize(value, NudgesJson.Options);
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= most ? json : throw new ArgumentException($"{what} is {bytes:N0} bytes of JSON; at most {most:N0} are allowed. Pass a key to stored data.");
    }

    /// <exception cref="JsonException">The JSON is not of that type.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, NudgesJson.Options)!;

    /// <exception cref="ArgumentException">Azure's engine would refuse the id.</exception>
    public static void CheckInstanceId(string id)
    {
        if (id.Length is 0 or > 100 || id.AsSpan().ContainsAny(NotInIds) || id.Any(char.IsControl) || id[0] == '@')
        {
            throw new ArgumentException($"'{id}' is no instance id: 1 to 100 characters, none of / \\ # ? or control characters, no @ at the start.");
        }
    }
}
