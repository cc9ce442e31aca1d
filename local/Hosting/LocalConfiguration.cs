using System.Security.Cryptography;
using System.Text.Json;
using Nudges.Integrations.Graph;
using Nudges.Integrations.SendGrid;
using Nudges.Integrations.Teams;
using Nudges.Orchestrations;

namespace Nudges.Local.Hosting;

/// <summary>
/// The laptop host's settings: local.settings.json (the file that the Functions app reads too) and the environment. What
/// they leave out points at Azurite, at the stand-ins and at the samples.
/// </summary>
internal static class LocalConfiguration
{
    private const string SettingsFile = "local.settings.json";

    /// <summary>What the user has set.</summary>
    /// <exception cref="StartFailedException">local.settings.json cannot be read.</exception>
    public static IConfigurationRoot Read()
    {
        var path = Path.Combine(Repository.Root, SettingsFile);
        var builder = new ConfigurationBuilder();
        if (File.Exists(path))
        {
            builder.AddInMemoryCollection(ReadValues(path));
        }

        return builder.AddEnvironmentVariables().Build();
    }

    /// <summary>Settings that make each service the user has said nothing about its stand-in.</summary>
    public static Dictionary<string, string?> Defaults(IConfiguration user, LocalOptions options, DataFolder folder, Uri standIns)
    {
        var defaults = new Dictionary<string, string?>
        {
            [$"{NudgeOptions.Section}:{nameof(NudgeOptions.SiteAddress)}"] = options.SiteAddress.AbsoluteUri,
            [$"{NudgeOptions.Section}:{nameof(NudgeOptions.LinkKey)}"] = LinkKey(folder),
        };
        PLACEHOLDER
        return defaults;
    }

    private static Dictionary<string, string?> ReadValues(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.GetProperty("Values").EnumerateObject()
                .ToDictionary(value => value.Name.Replace("__", ":", StringComparison.Ordinal), string? (value) => value.Value.ToString());
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StartFailedException($"{SettingsFile} cannot be read: {failure.Message} It is an object with an object \"Values\" of strings, as in local.settings.sample.json.");
        }
    }

    /// <summary>The key that signs links: made once for the folder, so that links in earlier mail keep working.</summary>
    private static string LinkKey(DataFolder folder)
    {
        if (!File.Exists(folder.LinkKey))
        {
            File.WriteAllText(folder.LinkKey, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        return File.ReadAllText(folder.LinkKey);
    }
}
