using System.Text.Json.Serialization;
using Nudges.Campaigns;
using Nudges.People;

namespace Nudges.Delivery;

/// <summary>Names a nudge: a function of the run, the step in it, and the employee, so that planning twice plans the same nudge.</summary>
[JsonConverter(typeof(TextIdConverter<NudgeId>))]
public readonly record struct NudgeId(string Value) : ITextId<NudgeId>
{
    public static NudgeId Create(string value) => new(value);

    public static NudgeId For(RunId run, int step, PersonId person) =>
        new(StableId.From("nudge", run.Value, step.ToString(System.Globalization.CultureInfo.InvariantCulture), person.Value));

    public override string ToString() => Value;
}
