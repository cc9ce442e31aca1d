using System.Text.Json;
using System.Text.Json.Nodes;
using Nudges.Integrations.Http;

namespace Nudges.Integrations.Teams;

/// <summary>Reads the Bot Connector's answers, whose errors come in two shapes.</summary>
internal static class BotWords
{
    /// <summary>The id of what was made; empty where the answer names none.</summary>
    public static string Id(string body) => Text(Parse(body)?["id"]) ?? "";

    /// <summary>The error's code, or its words where it has none.</summary>
    public static string Error(string body)
    {
        var answer = Parse(body);
        // {"error":{"code":…,"message":…}}, or {"errorCode":209,"message":"{\"subCode\":…}"} with JSON in a string.
        var inner = Text(answer?["message"]);
        return ProviderWords.Clean(
            Text(answer?["error"]?["code"]) ?? Text(Parse(inner)?["subCode"]) ?? inner ?? "no reason given");
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static JsonObject? Parse(string? json)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json) ? null : JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
