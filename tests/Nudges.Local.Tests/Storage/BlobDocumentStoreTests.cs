using Azure.Storage.Blobs;
using Nudges.Content;
using Nudges.Storage;

namespace Nudges.Local.Tests.Storage;

public sealed class BlobDocumentStoreTests(AzuriteFixture azurite) : StorageTests(azurite)
{
    private DocumentKey<IReadOnlyList<ContentItem>> Items => Documents.SourceItems(Unique);

    private DocumentKey<string> Text => new($"tests/{Unique}.json");

    [Fact]
    public async Task Read_GivesWhatWasWritten_InOneRequestEach()
    {
        var item = new ContentItem
        {
            Id = ItemId.For(new Uri("https://learn.example/größe")),
            Address = new Uri("https://learn.example/größe"),
            Title = "Größe und 🚀 \"quotes\"",
            Source = "learn",
            Published = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(2)),
        };
        var before = Storage.Requests.Blobs;

        await Storage.Documents.WriteAsync(Items, [item], CancellationToken.None);
        var read = await Storage.Documents.ReadAsync(Items, CancellationToken.None);

        Assert.Equivalent(item, Assert.Single(read!.Value), strict: true);
        Assert.Equal(2, Storage.Requests.Blobs - before);
    }

    [Fact]
    public async Task Read_IsNull_WhereNothingIsStored() =>
        Assert.Null(await Storage.Documents.ReadAsync(Items, CancellationToken.None));

    [Fact]
    public async Task TryWrite_OneOfTwoLoses_WhenBothHaveReadTheSameVersion()
    {
        await Storage.Documents.WriteAsync(Text, "old", CancellationToken.None);
        var version = (await Storage.Documents.ReadAsync(Text, CancellationToken.None))!.Version;

        Assert.True(await Storage.Documents.TryWriteAsync(Text, "first", version, CancellationToken.None));
        Assert.False(await Storage.Documents.TryWriteAsync(Text, "second", version, CancellationToken.None));

        Assert.Equal("first", (await Storage.Documents.ReadAsync(Text, CancellationToken.None))!.Value);
    }

    [Fact]
    public async Task TryWrite_WritesOnce_WhereNothingWasStored()
    {
        var won = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(writer => Storage.Documents.TryWriteAsync(Text, $"writer {writer}", null, CancellationToken.None)));

        var winner = Array.IndexOf(won, true);
        Assert.Single(won, true);
        Assert.Equal($"writer {winner}", (await Storage.Documents.ReadAsync(Text, CancellationToken.None))!.Value);
    }

    [Fact]
    public async Task Write_StaysOneRequest_WhenTheDocumentIsTensOfMegabytes()
    {
        // Random, so that it stays as large compressed.
        var random = new Random(1);
        var large = string.Concat(Enumerable.Range(0, 1_500_000).Select(_ => random.NextInt64().ToString("x16", null)));
        var before = Storage.Requests.Blobs;

        await Storage.Documents.WriteAsync(Text, large, CancellationToken.None);
        var read = await Storage.Documents.ReadAsync(Text, CancellationToken.None);

        Assert.Equal(large, read!.Value);
        Assert.Equal(2, Storage.Requests.Blobs - before);
    }

    [Fact]
    public async Task Read_TakesADocumentPutThereByHand_UncompressedWithAByteOrderMark()
    {
        await Blob(Text).UploadAsync(BinaryData.FromBytes([0xEF, 0xBB, 0xBF, .. "\"by hand\""u8]));

        Assert.Equal("by hand", (await Storage.Documents.ReadAsync(Text, CancellationToken.None))!.Value);
    }

    [Theory]
    [InlineData("{ broken")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Read_NamesTheDocument_WhenItIsNoJson(string content)
    {
        await Blob(Text).UploadAsync(BinaryData.FromString(content));

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => Storage.Documents.ReadAsync(Text, CancellationToken.None));

        Assert.Contains($"nudges/tests/{Unique}.json", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000_000)]
    public async Task ReadBytes_GivesWhatWasWrittenLast_InOneRequestEach(int length)
    {
        var (key, bytes) = (new BytesKey($"tests/{Unique}.bin"), new byte[length]);
        new Random(1).NextBytes(bytes);
        await Storage.Documents.WriteBytesAsync(key, [1, 2, 3], CancellationToken.None);
        var before = Storage.Requests.Blobs;

        await Storage.Documents.WriteBytesAsync(key, bytes, CancellationToken.None);
        var read = await Storage.Documents.ReadBytesAsync(key, CancellationToken.None);

        Assert.True(bytes.AsSpan().SequenceEqual(read));
        Assert.Equal(2, Storage.Requests.Blobs - before);
    }

    [Fact]
    public async Task ReadBytes_IsNull_WhereNothingIsStored() =>
        Assert.Null(await Storage.Documents.ReadBytesAsync(new BytesKey($"tests/{Unique}.bin"), CancellationToken.None));

    private BlobClient Blob<T>(DocumentKey<T> key) =>
        Storage.Get<BlobServiceClient>().GetBlobContainerClient("nudges").GetBlobClient(key.Path);
}
