using System.Text.Json.Serialization;
using Nudges.People;

namespace Nudges.Campaigns.Audiences;

/// <summary>Whom a run is for. JSON: an object whose members say which kind it is, as <see cref="AudienceConverter"/> lists them.</summary>
[JsonConverter(typeof(AudienceConverter))]
public abstract record Audience
{
    private Audience()
    {
    }

    /// <summary>All people of the directory.</summary>
    public sealed record Everyone : Audience;

    /// <param name="Manager">Object id, user principal name or mail address; not among the reports.</param>
    /// <param name="DirectOnly">Only those whose manager this is, not those below them.</param>
    public sealed record Reports(string Manager, bool DirectOnly = false) : Audience;

    /// <param name="Id">A directory group's object id; members of the groups inside it count.</param>
    public sealed record Group(string Id) : Audience;

    /// <param name="Expression">In the language of <see cref="Filters.FilterParser"/>.</param>
    public sealed record Filtered(string Expression) : Audience;

    /// <param name="Id">A stored <see cref="PeopleList"/>.</param>
    public sealed record Listed(string Id) : Audience;

    /// <summary>Those who are in at least one part.</summary>
    public sealed record Union(IReadOnlyList<Audience> Parts) : Audience;

    /// <summary>Those who are in every part.</summary>
    public sealed record Intersection(IReadOnlyList<Audience> Parts) : Audience;

    /// <summary>Those of one audience who are not in the other.</summary>
    public sealed record Exclusion(Audience Of, Audience Except) : Audience;
}

/// <summary>People named one by one, as from an uploaded table. Never changed once stored.</summary>
public sealed record PeopleList
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the order of their ids, each once.</summary>
    public required IReadOnlyList<PersonId> People { get; init; }
}
