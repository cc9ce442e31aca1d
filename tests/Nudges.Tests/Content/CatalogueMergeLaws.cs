using System.Text.Json;
using CsCheck;
using Nudges.Content;
using static Nudges.Tests.Content.Items;

namespace Nudges.Tests.Content;

/// <summary>What merging must keep to, whatever the sources give.</summary>
public sealed class CatalogueMergeLaws
{
    // Few names, sources and fingerprints, so that they meet; fingerprints in clusters, so that chains form.
    private static readonly Gen<ContentItem> AnItem = Gen.Select(
        Gen.Int[0, 12], Gen.Int[0, 5], Gen.Int[0, 3], Gen.ULong[0, 4095], Gen.Int[0, 40], Gen.Int[0, 3].Array[0, 3],
        (name, source, cluster, bits, days, tags) => Item($"item-{name}", $"source-{source}") with
        {
            Fingerprint = cluster == 0 ? null : bits << (cluster * 12),
            Published = days == 0 ? null : Day.AddDays(-days),
            Tags = [.. tags.Select(tag => $"tag-{tag}").Distinct()],
            Language = days % 7 == 0 ? "de" : "en",
        });

    private static readonly Gen<ContentItem[]> Some = AnItem.Array[0, 30];

    [Fact]
    public void Merge_LosesNoItemAndInventsNone() => Some.Sample(items =>
    {
        var merged = CatalogueMerge.Merge(items);
        var ids = merged.Select(item => item.Id).ToHashSet();

        Assert.Equal(merged.Count, ids.Count);
        Assert.Subset(items.Select(item => item.Id).ToHashSet(), ids);
        Assert.All(items, item => Assert.Contains(merged, kept => (kept.Id == item.Id || !ids.Contains(item.Id)) && Sources(kept).Contains(item.Source) && !item.Tags.Except(kept.Tags).Any()));
    });

    [Fact]
    public void Merge_ChangesNothing_WhenDoneAgain() => Some.Sample(items =>
    {
        var merged = CatalogueMerge.Merge(items);

        Assert.Equal(Json(merged), Json(CatalogueMerge.Merge(merged)));
    });

    [Fact]
    public void Merge_KeepsTheSameItems_WhateverTheOrder() => Gen.Select(Some, Gen.Int).Sample((items, seed) =>
    {
        // Where dates decide and one id says one thing everywhere.
        var plain = items.DistinctBy(item => item.Id).Select((item, at) => item with { Published = Day.AddHours(at) }).ToArray();
        var shuffled = plain.ToArray();
        new Random(seed).Shuffle(shuffled);

        Assert.Equal(Facts(plain), Facts(shuffled));
    });

    private static IEnumerable<string> Facts(ContentItem[] items) => CatalogueMerge.Merge(items)
        .Select(item => $"{item.Title}: {string.Join(' ', Sources(item).Order(StringComparer.Ordinal))}, {string.Join(' ', item.Tags.Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Sources(ContentItem item) => item.OtherSources.Prepend(item.Source);

    private static string Json(IReadOnlyList<ContentItem> items) => JsonSerializer.Serialize(items, NudgesJson.Options);
}
