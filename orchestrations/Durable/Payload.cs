using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Nudges.Orchestrations.Durable;

/// <summary>
/// What may cross an engine: JSON within the limits that Durable Functions sets, or that keep it fast (above 45 KB Azure Storage
/// spills a message to a blob). Both engines hold to them, so that a laptop shows them first.
/// </summary>
public static class Payload
{
    /// <summary>The most bytes of JSON (UTF-8) in an input, an output or an event.</summary>
    public const int MostBytes = 45 * 1024;

    /// <summary>The most bytes of JSON (UTF-8) in a custom status.</summary>
    public const int MostBytesOfStatus = 16 * 1024;

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
