using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Integrations.Storage;
using Xunit.Abstractions;

namespace Nudges.Local.Tests.Hosting;

/// <summary>What a larger company costs in storage, counted at the wire: at most 30 requests for each 1,000 emails more.</summary>
public sealed class StorageBudgetTests(ITestOutputHelper output)
{
    private const double MostPer1000 = 30;

    [Fact]
    public async Task Run_TakesAtMost30RequestsForEach1000Emails_EngineIncluded()
    {
        // Shards of about 900 people: one, and four.
        var (fewRequests, few) = await RunAsync(people: 900);
        var (manyRequests, many) = await RunAsync(people: 3_600);

        var per1000 = (manyRequests - fewRequests) * 1000.0 / (many - few);
        output.WriteLine($"{few} emails: {fewRequests} requests; {many} emails: {manyRequests} requests; {per1000:0.0} for each 1,000 more");
        Assert.True(many - few > 2_000);
        Assert.InRange(per1000, 0, MostPer1000);
    }

    private static async Task<(long Requests, int Emails)> RunAsync(int people)
    {
        var samples = Directory.CreateTempSubdirectory("nudges-samples-");
        try
        {
            Multiply(samples.FullName, people);
            await using var host = await RunningHost.StartAsync(samples.FullName);
            var requests = host.Host.Services.GetRequiredService<StorageRequestCounter>();
            var before = requests.Total;
            var run = await host.RunDayAsync();
            Assert.Equal(people, run.Counts.People);
            Assert.Empty(run.Counts.Failed);
            return (requests.Total - before, run.Counts.Sent["email"]);
        }
        finally
        {
            samples.Delete(recursive: true);
        }
    }

    /// <summary>The sample company over and over, each person with an id and an address of their own, nobody with Teams.</summary>
    private static void Multiply(string folder, int people)
    {
        var samples = Path.Combine(Repository.Root, "samples");
        var company = JsonNode.Parse(File.ReadAllText(Path.Combine(samples, "company", "people.json")))!.AsArray();
        var staff = company.Where(person => (bool?)person!["accountEnabled"] == true && (string?)person["userType"] == "Member").ToList();
        var multiplied = new JsonArray();
        for (var number = 0; number < people; number++)
        {
            var person = staff[number % staff.Count]!.DeepClone().AsObject();
            person["id"] = new Guid(number, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1).ToString();
            person["mail"] = $"person-{number}@larkwheel.example";
            person["userPrincipalName"] = person["mail"]!.DeepClone();
            person.Remove("assignedPlans");
            person.Remove("manager");
            multiplied.Add(person);
        }

        Directory.CreateDirectory(Path.Combine(folder, "company"));
        Directory.CreateDirectory(Path.Combine(folder, "content"));
        File.WriteAllText(Path.Combine(folder, "company", "people.json"), multiplied.ToJsonString());
        File.Copy(Path.Combine(samples, "sources.json"), Path.Combine(folder, "sources.json"));
        foreach (var document in Directory.EnumerateFiles(Path.Combine(samples, "content")))
        {
            File.Copy(document, Path.Combine(folder, "content", Path.GetFileName(document)));
        }
    }
}
