using System.Collections.Immutable;
using System.Text.Json;

namespace Nudges.Local.StandIns;

/// <summary>
/// The made-up directory: Graph user objects, each with its manager as {"id": …}. The samples' are held; those beyond them are
/// made when asked for, so that a million take no room. What is changed by command is kept beside them, with a log for delta.
/// </summary>
internal sealed class Company
{
    private readonly CompanySamples _samples;
    private readonly CompanyCopies _copies;
    private readonly Lock _changing = new();
    private volatile CompanyState _state = CompanyState.Empty;

    private Company(CompanySamples samples, int? employees, int seed)
    {
        _samples = samples.Take(employees);
        _copies = new CompanyCopies(_samples, Math.Max(0, (employees ?? 0) - _samples.Users.Count), seed);
        Users = new CompanyUsers(this);
        Name = $"{_samples.Fingerprint}.{_copies.Count}.{seed}";
    }

    /// <summary>Everyone who is there now.</summary>
    public IReadOnlyCollection<JsonElement> Users { get; }

    /// <summary>How many places there are; whose user is removed stays empty.</summary>
    public int Places => _samples.Users.Count + _copies.Count + _state.Added.Count;

    /// <summary>What has been changed by command, in order.</summary>
    public ImmutableList<CompanyChange> Log => _state.Log;

    /// <summary>Tells this company from one of another file, size or seed.</summary>
    public string Name { get; }

    /// <summary>
    /// The file's users; with <paramref name="employees"/>, the first of them, or as many more: copies of its staff, each with
    /// an id and an address of their own, without Teams. The same number and seed give the same people, another seed gives others.
    /// </summary>
    /// <exception cref="StartFailedException">The file is missing or is not an array of users with different ids.</exception>
    public static Company Load(string path, int? employees, int seed = 1) => new(CompanySamples.Load(path), employees, seed);

    /// <summary>The user at a place from 0; undefined where it has been removed.</summary>
    public JsonElement At(int place)
    {
        var state = _state;
        if (state.Changed.TryGetValue(place, out var changed))
        {
            return changed;
        }

        return place < _samples.Users.Count ? _samples.Users[place] : _copies.Make(place - _samples.Users.Count);
    }

    /// <summary>Everyone from a place on, with their places.</summary>
    public IEnumerable<(int Place, JsonElement User)> From(int start) =>
        Enumerable.Range(start, Math.Max(0, Places - start)).Select(place => (place, user: At(place))).Where(one => one.user.ValueKind == JsonValueKind.Object);

    /// <summary>The user's text at a place, without making the user; null where there is none.</summary>
    public string? TextAt(int place, string property)
    {
        if (_state.Changed.TryGetValue(place, out var changed))
        {
            return changed.ValueKind == JsonValueKind.Object ? Text(changed, property) : null;
        }

        return Text(place < _samples.Users.Count ? _samples.Users[place] : _copies.OriginalOf(place - _samples.Users.Count), property);
    }

    /// <summary>By id or user principal name; undefined where there is none.</summary>
    public JsonElement Find(string name) => PlaceOf(name) is { } place ? At(place) : default;

    /// <summary>Where the user of an id or user principal name is, or was; null where there never was one.</summary>
    public int? PlaceOf(string name) =>
        _state.Added.TryGetValue(name, out var added) ? added
        : _samples.PlaceOf(name) is { } sample ? sample
        : _copies.IndexOf(name) is { } copy ? _samples.Users.Count + copy
        : null;

    public IEnumerable<JsonElement> ReportsOf(string id)
    {
        var changed = _state.Changed;
        var unchanged = _samples.ReportsOf(id).Concat(_copies.ReportsOf(id).Select(copy => _samples.Users.Count + copy)).Where(place => !changed.ContainsKey(place));
        return unchanged.Concat(changed.Keys.Order()).Select(At).Where(user =>
            user.ValueKind == JsonValueKind.Object && string.Equals(ManagerOf(user), id, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Who reads mail at the address; of several the first that may sign in.</summary>
    public string? PersonAt(string address)
    {
        var changed = _state.Changed;
        return _samples.At(address)
            .Concat(_copies.IndexOf(address) is { } copy ? [_samples.Users.Count + copy] : [])
            .Where(place => !changed.ContainsKey(place))
            .Concat(changed.Keys)
            .Select(At)
            .Where(user => user.ValueKind == JsonValueKind.Object && string.Equals(Text(user, "mail"), address, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(IsEnabled)
            .Select(IdOf)
            .FirstOrDefault();
    }

    /// <summary>Puts a user in the place of the one of its id, or beside the others; undefined instead of a user removes it.</summary>
    /// <returns>False where there is nobody of that id to remove.</returns>
    public bool Put(string id, JsonElement user)
    {
        lock (_changing)
        {
            var place = PlaceOf(id);
            var before = place is { } known ? At(known) : default;
            if (user.ValueKind != JsonValueKind.Object && before.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            var at = place ?? Places;
            _state = _state.With(id, at, isNew: place is null, new CompanyChange(at, id, CompanyChange.Differences(before, user), ManagerBefore: before.ValueKind == JsonValueKind.Object ? ManagerOf(before) : null), user);
            return true;
        }
    }

    /// <summary>True where an enabled Teams plan is assigned: where the bot can be installed.</summary>
    public static bool HasTeams(JsonElement user) =>
        user.TryGetProperty("assignedPlans", out var plans) && plans.ValueKind == JsonValueKind.Array
        && plans.EnumerateArray().Any(plan => Text(plan, "service") == "TeamspaceAPI" && Text(plan, "capabilityStatus") == "Enabled");

    public static string IdOf(JsonElement user) => user.GetProperty("id").GetString() ?? throw new JsonException("A user has no id.");

    public static string? ManagerOf(JsonElement user) =>
        user.TryGetProperty("manager", out var manager) && manager.ValueKind == JsonValueKind.Object ? Text(manager, "id") : null;

    public static string? Text(JsonElement thing, string property) =>
        thing.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool IsEnabled(JsonElement user) => !user.TryGetProperty("accountEnabled", out var enabled) || enabled.ValueKind == JsonValueKind.True;

    private sealed class CompanyUsers(Company company) : IReadOnlyCollection<JsonElement>
    {
        public int Count => company.Places - company._state.Changed.Values.Count(user => user.ValueKind != JsonValueKind.Object);

        public IEnumerator<JsonElement> GetEnumerator() =>
            company.From(0).Select(one => one.User).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
