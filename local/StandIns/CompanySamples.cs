using System.Security.Cryptography;
using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>The users of people.json, found by their place in it.</summary>
internal sealed class CompanySamples
{
    private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, int> _byManager;
    private readonly ILookup<string, int> _byMail;

    private CompanySamples(IReadOnlyList<JsonElement> users, string fingerprint)
    {
        (Users, Fingerprint) = (users, fingerprint);
        for (var place = 0; place < users.Count; place++)
        {
            _byName.Add(Company.IdOf(users[place]), place);
        }

        for (var place = 0; place < users.Count; place++)
        {
            if (Company.Text(users[place], "userPrincipalName") is { } name)
            {
                _byName.TryAdd(name, place);
            }
        }

        var places = Enumerable.Range(0, users.Count).ToList();
        _byManager = places.ToLookup(place => Company.ManagerOf(users[place]) ?? "", StringComparer.OrdinalIgnoreCase);
        _byMail = places.ToLookup(place => Company.Text(users[place], "mail") ?? "", StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<JsonElement> Users { get; }

    /// <summary>Tells the file from another.</summary>
    public string Fingerprint { get; }

    /// <exception cref="StartFailedException">The file is missing or is not an array of users with different ids.</exception>
    public static CompanySamples Load(string path)
    {
        try
        {
            var file = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(file);
            return new CompanySamples([.. document.RootElement.EnumerateArray().Select(user => user.Clone())], Convert.ToHexStringLower(SHA256.HashData(file))[..8]);
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

    public CompanySamples Take(int? count) => count < Users.Count ? new CompanySamples([.. Users.Take(count.Value)], $"{Fingerprint}.{count}") : this;

    /// <summary>By id or user principal name.</summary>
    public int? PlaceOf(string name) => _byName.TryGetValue(name, out var place) ? place : null;

    public IEnumerable<int> ReportsOf(string id) => _byManager[id];

    public IEnumerable<int> At(string address) => _byMail[address];
}
