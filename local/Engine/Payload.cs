using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Nudges.Local.Engine;

/// <summary>The limits that Durable Functions sets, or that keep it fast, held to here so that a laptop shows them first.</summary>
internal static class Payload
{
    public const int MostBytes = 45 * 1024;
    public const int MostBytesOfStatus = 16 * 1024;

    private static readonly SearchValues<char> NotInIds = SearchValues.Create("/\\#?");

    public static string Write<T>(T value, string what, int most = MostBytes) => Check(JsonSerializer.Serialize(value, NudgesJson.Options), what, most);

    /// <exception cref="ArgumentException">The JSON is too long.</exception>
    public static string Check(string json, string what, int most = MostBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(json);
        return bytes <= most ? json : throw new ArgumentException($"{what} is {bytes:N0} bytes of JSON; at most {most:N0} are allowed. Pass a key to stored data.");
    }

    /// <exception cref="ArgumentException">Azure's engine would refuse the id.</exception>
    public static void CheckInstanceId(string id)
    {
        if (id.Length is 0 or > 100 || id.AsSpan().ContainsAny(NotInIds) || id.Any(char.IsControl) || id[0] == '@')
        {
            throw new ArgumentException($"'{id}' is no instance id: 1 to 100 characters, none of / \\ # ? or control characters, no @ at the start.");
        }
    }
}
