using System.Text;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Nudges.Local.Engine;
using Nudges.Local.Tests.Engine;
using Nudges.Local.Tests.StandIns;
using Nudges.Local.Tests.Storage;
using Nudges.Orchestrations;
using Nudges.Orchestrations.Durable;
using Nudges.Orchestrations.People;
using Nudges.Orchestrations.Privacy;
using Nudges.People;
using Nudges.Storage;
using Options = Microsoft.Extensions.Options.Options;

namespace Nudges.Local.Tests.People;

/// <summary>Syncs as the orchestration does them: the engine and storage are real, the directory is the stand-in on the wire.</summary>
internal sealed class SyncWorld : IAsyncDisposable
{
    private readonly string _connection;
    private readonly StorageServices _storage;
    private readonly IDirectory _directory;
    private int _syncs;

    private SyncWorld(string connection, StorageServices storage, StandInWorld world)
    {
        (_connection, _storage, World) = (connection, storage, world);
        _directory = world.Integrations().GetRequiredService<IDirectory>();
        Reader = new PeopleReader(storage.Documents);
    }

    public StandInWorld World { get; }

    public PeopleReader Reader { get; }

    public ReadPeopleChanges Read => new(_directory, Reader, Documents, World.Time);

    public ListPeople Whole => new(Read, Merge, Assemble);

    public IDocumentStore Documents => _storage.Documents;

    public NudgeOptions Settings { get; } = new();

    private MergePeople Merge => new(_directory, Reader, Documents, Options.Create(Settings), World.Time);

    private AssemblePeople Assemble => new(Reader, Documents);

    /// <summary>Over the storage of the connection string, in which no people are left from other tests.</summary>
    public static async Task<SyncWorld> StartAsync(string connection, string? people = null, int? employees = null)
    {
        var storage = await StorageServices.ReadyAsync(connection);
        var container = new BlobContainerClient(connection, "nudges");
        await foreach (var blob in container.GetBlobsAsync(Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, "people/", CancellationToken.None))
        {
            await container.DeleteBlobAsync(blob.Name);
        }

        return new SyncWorld(connection, storage, await StandInWorld.StartAsync(people, employees));
    }

    /// <summary>A night's sync; the version that it published.</summary>
    /// <param name="delivery">How often each activity is run.</param>
    /// <param name="crashes">The engine is killed after so many steps, and started again, for each of these.</param>
    public async Task<PeopleVersion> SyncAsync(ActivityDelivery delivery = ActivityDelivery.Once, params IReadOnlyList<int> crashes)
    {
        var end = await TrySyncAsync(delivery, crashes);
        Assert.True(end.RuntimeStatus == OrchestrationRuntimeStatus.Completed, end.FailureDetails?.Root.ErrorMessage);
        return (await Reader.LatestAsync(CancellationToken.None))!;
    }

    public async Task<OrchestrationMetadata> TrySyncAsync(ActivityDelivery delivery = ActivityDelivery.Once, params IReadOnlyList<int> crashes)
    {
        await using var host = await EmbeddedHost.StartAsync(
            _connection,
            $"sync-{Guid.NewGuid():N}",
            [new SyncPeople()],
            [Read, Merge, Assemble, new PublishPeople(Documents, new ErasedPeople(Documents, new DirectoryRecords(Documents, World.Time))), Whole, new EnrichShard()],
            options => (options.Delivery, options.DefaultVersion) = (delivery, OrchestrationVersion.Current),
            crashes: crashes);
        var id = $"sync-{_syncs++}";
        await host.RestartOnFaultAsync(() => host.Client.ScheduleNewOrchestrationInstanceAsync(SyncPeople.Reference, Nothing.Value, id, default));
        return await host.RestartOnFaultAsync(() => host.RunToEndAsync(id));
    }

    /// <summary>Everyone of a version by id, each in the shard where readers look.</summary>
    public async Task<IReadOnlyDictionary<string, Person>> PeopleAsync(PeopleVersion version)
    {
        var people = new Dictionary<string, Person>();
        for (var shard = 0; shard < version.Shards.Value; shard++)
        {
            foreach (var person in (await Reader.ShardAsync(version, shard, CancellationToken.None)).People)
            {
                Assert.Equal(shard, version.Shards.ShardOf(person.Id));
                people.Add(person.Id.Value, person);
            }
        }

        Assert.Equal(version.People, people.Count);
        return people;
    }

    /// <summary>Changes the directory, as <c>POST /people-changes</c> takes it.</summary>
    public async Task ChangeAsync(string changes)
    {
        using var content = new StringContent(changes, Encoding.UTF8, "application/json");
        using var answer = await World.Http.PostAsync("people-changes", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>A night later.</summary>
    public void Sleep() => World.Time.Advance(TimeSpan.FromDays(1));

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        _storage.Dispose();
    }
}
