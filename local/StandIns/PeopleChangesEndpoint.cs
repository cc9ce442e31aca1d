using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudges.Local.StandIns;

/// <summary>Changes the made-up directory, as its administrators would.</summary>
internal static class PeopleChangesEndpoint
{
    /// <summary>
    /// <c>POST /people-changes</c> {"put":[{"id":…, "jobTitle":…, "manager":{"id":…}}],"remove":["id"]}: the properties given are
    /// set for the users that there are, and others are added. Delta shows it from the next round on.
    /// </summary>
    public static void MapPeopleChanges(this IEndpointRouteBuilder endpoints, Company company) => endpoints.MapPost("/people-changes", (PeopleChanges changes) =>
    {
        if (changes.Put.FirstOrDefault(user => user["id"]?.GetValueKind() != JsonValueKind.String) is not null)
        {
            return Results.BadRequest("Each user needs an id.");
        }

        foreach (var user in changes.Put)
        {
            var id = user["id"]!.GetValue<string>();
            var merged = company.Find(id) is { ValueKind: JsonValueKind.Object } known ? JsonObject.Create(known)! : [];
            foreach (var (property, value) in user)
            {
                merged[property] = value?.DeepClone();
            }

            company.Put(id, JsonSerializer.SerializeToElement(merged));
        }

        var unknown = changes.Remove.Where(id => !company.Put(id, default)).ToList();
        return unknown.Count == 0 ? Results.NoContent() : Results.NotFound($"There is nobody to remove with the id {string.Join(", ", unknown)}.");
    });

    private sealed record PeopleChanges
    {
        public IReadOnlyList<JsonObject> Put { get; init; } = [];

        public IReadOnlyList<string> Remove { get; init; } = [];
    }
}
