using System.Text.Json.Nodes;
using NJsonSchema;

namespace Nudges.Local.Tests.SendGrid;

/// <summary>The body of <c>POST /v3/mail/send</c> as SendGrid's OpenAPI document describes it.</summary>
internal static class MailSchema
{
    public static async Task<JsonSchema> LoadAsync(string path)
    {
        var components = JsonNode.Parse(await File.ReadAllTextAsync(path))!["components"]!;
        var schema = components["requestBodies"]!["PostMailSend"]!["content"]!["application/json"]!["schema"]!.DeepClone();
        schema["definitions"] = components["schemas"]!.DeepClone();
        return await JsonSchema.FromJsonAsync(schema.ToJsonString().Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal));
    }
}
