using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudges.Local.StandIns;

/// <summary>The made-up directory: Graph user objects from a file, each with its manager as {"id": …}.</summary>
internal sealed class Company
{
    private readonly Dictionary<string, JsonElement> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, JsonElement> _byManager;
    private readonly ILookup<string, JsonElement> _byMail;

    private Company(IReadOnlyList<JsonElement> users)
    {
        Users = users;
        foreach (var user in users)
        {
            _byName.Add(IdOf(user), user);
        }

        foreach (var user in users)
        {
            if (Text(user, "userPrincipalName") is { } name)
            {
                _byName.TryAdd(name, user);
            }
        }

        _byManager = users.ToLookup(user => ManagerOf(user) ?? "", StringComparer.OrdinalIgnoreCase);
        _byMail = users.ToLookup(user => Text(user, "mail") ?? "", StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<JsonElement> Users { get; }

    /// <summary>
    /// The file's users; with <paramref name="employees"/>, the first of them, or as many more: copies of its staff, each with
    /// an id and an address of their own, without Teams. The same number gives the same people.
    /// </summary>
    /// <exception cref="StartFailedException">The file is missing or is not an array of users with different ids.</exception>
    public static Company Load(string path, int? employees)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            List<JsonElement> users = [.. document.RootElement.EnumerateArray().Select(user => user.Clone())];
            return new Company(employees is { } count ? [.. users.Concat(Copies(users)).Take(count)] : users);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"{path} cannot be read: {e.Message} It holds the people that the Graph stand-in serves.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new StartFailedException($"{path} must be a JSON array of Graph users, each with an id of its own: {e.Message}");
        }
    }

    private static IEnumerable<JsonElement> Copies(IReadOnlyList<JsonElement> users)
    {
        var staff = users.Where(user => IsEnabled(user) && Text(user, "userType") == "Member" && Text(user, "mail") is not null).ToList();
        for (var number = 1; staff.Count > 0; number++)
        {
            var copy = JsonObject.Create(staff[number % staff.Count])!;
            var address = $"person-{number}@{copy["mail"]!.GetValue<string>().Split('@')[^1]}";
            (copy["id"], copy["mail"], copy["userPrincipalName"]) = (new Guid(number, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1).ToString(), address, address);
            copy["displayName"] = $"{copy["displayName"]} {number}";
            copy.Remove("assignedPlans");
            yield return JsonSerializer.SerializeToElement(copy);
        }
    }

    /// <summary>By id or user principal name; undefined where there is none.</summary>
    public JsonElement Find(string name) => _byName.GetValueOrDefault(name);

    public IEnumerable<JsonElement> ReportsOf(string id) => _byManager[id];

    /// <summary>Who reads mail at the address; of several the first that may sign in.</summary>
    public string? PersonAt(string address) =>
        _byMail[address].OrderByDescending(IsEnabled).Select(IdOf).FirstOrDefault();

    /// <summary>True where an enabled Teams plan is assigned: where the bot can be installed.</summary>
    public static bool HasTeams(JsonElement user) =>
        user.TryGetProperty("assignedPlans", out var plans) && plans.ValueKind == JsonValueKind.Array
        && plans.EnumerateArray().Any(plan => Text(plan, "service") == "TeamspaceAPI" && Text(plan, "capabilityStatus") == "Enabled");

    public static string IdOf(JsonElement user) => user.GetProperty("id").GetString() ?? throw new JsonException("A user has no id.");

    public static string? ManagerOf(JsonElement user) =>
        user.TryGetProperty("manager", out var manager) && manager.ValueKind == JsonValueKind.Object ? Text(manager, "id") : null;

    public static string? Text(JsonElement thing, string property) =>
        thing.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsEnabled(JsonElement user) => !user.TryGetProperty("accountEnabled", out var enabled) || enabled.ValueKind == JsonValueKind.True;
}
