using System.Runtime.CompilerServices;
using Nudges.Campaigns.Audiences;
using Nudges.Campaigns.Audiences.Filters;
using Nudges.People;
using Nudges.Storage;

namespace Nudges.Orchestrations.People;

/// <summary>
/// Turns an audience into people, one shard in memory at a time. Besides that it holds the ids of the reports, groups and
/// lists that the audience names, once each, and the reporting lines while it finds reports.
/// </summary>
public sealed class AudienceResolver(IDocumentStore documents, IDirectory directory, PeopleReader reader)
{
    /// <summary>
    /// The audience at a version of people, in the order of shards and of ids; shards without anyone of it are left out. The
    /// same version and time give the same people, as long as the groups in it have the same members.
    /// </summary>
    /// <exception cref="UnknownPersonException">A manager is not known.</exception>
    /// <exception cref="UnknownGroupException">A group is not known.</exception>
    /// <exception cref="UnknownPeopleListException">A list is not stored.</exception>
    /// <exception cref="DirectoryUnavailableException">A group could not be read.</exception>
    public async IAsyncEnumerable<PeopleShard> ResolveAsync(
        Audience audience, PeopleVersion version, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var part = await PrepareAsync(audience, version, DateOnly.FromDateTime(asOf.UtcDateTime), cancellationToken);
        var shards = part.Candidates?.Select(version.Shards.ShardOf).Distinct().Order() ?? Enumerable.Range(0, version.Shards.Value);
        foreach (var index in shards)
        {
            var shard = await reader.ShardAsync(version, index, cancellationToken);
            List<Person> members = [.. shard.People.Where(part.Has)];
            if (members.Count > 0)
            {
                yield return new PeopleShard { Index = index, People = members };
            }
        }
    }

    /// <summary>Finds out whether there is all that the audience names, without reading all of it; throws as <see cref="ResolveAsync"/> does.</summary>
    public async Task CheckAsync(Audience audience, PeopleVersion version, CancellationToken cancellationToken)
    {
        switch (audience)
        {
            case Audience.Reports { Manager: var manager }:
                _ = await reader.Organisation(version).FindAsync(manager, cancellationToken) ?? throw new UnknownPersonException(manager);
                break;
            case Audience.Group group:
                // One page says whether there is such a group.
                await using (var members = directory.MembersAsync(group.Id, cancellationToken).GetAsyncEnumerator(cancellationToken))
                {
                    await members.MoveNextAsync();
                }

                break;
            case Audience.Listed { Id: var list }:
                _ = await documents.ReadAsync(Documents.PeopleList(list), cancellationToken) ?? throw new UnknownPeopleListException(list);
                break;
            case Audience.Union { Parts: var parts }:
                await CheckAsync(parts, version, cancellationToken);
                break;
            case Audience.Intersection { Parts: var parts }:
                await CheckAsync(parts, version, cancellationToken);
                break;
            case Audience.Exclusion exclusion:
                await CheckAsync([exclusion.Of, exclusion.Except], version, cancellationToken);
                break;
        }
    }

    private async Task CheckAsync(IReadOnlyList<Audience> parts, PeopleVersion version, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            await CheckAsync(part, version, cancellationToken);
        }
    }

    private async Task<Part> PrepareAsync(Audience audience, PeopleVersion version, DateOnly day, CancellationToken cancellationToken)
    {
        switch (audience)
        {
            case Audience.Everyone:
                return new Part(_ => true, null);
            case Audience.Reports reports:
                var organisation = reader.Organisation(version);
                var manager = await organisation.FindAsync(reports.Manager, cancellationToken) ?? throw new UnknownPersonException(reports.Manager);
                return Part.Of([.. await organisation.ReportsOfAsync(manager, reports.DirectOnly, cancellationToken)]);
            case Audience.Group group:
                var members = new HashSet<PersonId>();
                await foreach (var member in directory.MembersAsync(group.Id, cancellationToken))
                {
                    members.Add(member);
                }

                return Part.Of(members);
            case Audience.Listed listed:
                var list = await documents.ReadAsync(Documents.PeopleList(listed.Id), cancellationToken) ?? throw new UnknownPeopleListException(listed.Id);
                return Part.Of([.. list.Value.People]);
            case Audience.Filtered filtered:
                return FilterParser.Parse(filtered.Expression) is FilterResult.Read { Filter: var filter }
                    ? new Part(person => filter.Holds(person, day), null)
                    : throw new InvalidOperationException($"The stored filter '{filtered.Expression}' cannot be read.");
            case Audience.Union union:
                var any = await PrepareAsync(union.Parts, version, day, cancellationToken);
                return new Part(
                    person => any.Exists(part => part.Has(person)),
                    any.TrueForAll(part => part.Candidates is not null) ? [.. any.SelectMany(part => part.Candidates!)] : null);
            case Audience.Intersection intersection:
                var all = await PrepareAsync(intersection.Parts, version, day, cancellationToken);
                return new Part(person => all.TrueForAll(part => part.Has(person)), all.Select(part => part.Candidates).OfType<HashSet<PersonId>>().MinBy(ids => ids.Count));
            case Audience.Exclusion exclusion:
                var of = await PrepareAsync(exclusion.Of, version, day, cancellationToken);
                var except = await PrepareAsync(exclusion.Except, version, day, cancellationToken);
                return new Part(person => of.Has(person) && !except.Has(person), of.Candidates);
            default:
                throw new InvalidOperationException($"Unknown audience {audience.GetType().Name}.");
        }
    }

    private async Task<List<Part>> PrepareAsync(IReadOnlyList<Audience> audiences, PeopleVersion version, DateOnly day, CancellationToken cancellationToken)
    {
        var parts = new List<Part>();
        foreach (var audience in audiences)
        {
            parts.Add(await PrepareAsync(audience, version, day, cancellationToken));
        }

        return parts;
    }

    /// <param name="Has">Whether a person is in it.</param>
    /// <param name="Candidates">Nobody else is in it; null: it may be anyone.</param>
    private sealed record Part(Func<Person, bool> Has, HashSet<PersonId>? Candidates)
    {
        public static Part Of(HashSet<PersonId> people) => new(person => people.Contains(person.Id), people);
    }
}

/// <summary>An audience names a list that is not stored.</summary>
public sealed class UnknownPeopleListException(string list) : Exception($"There is no list of people with the id '{list}'.");
