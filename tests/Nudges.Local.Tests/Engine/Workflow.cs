using System.Text.Json.Serialization;
using CsCheck;
using Nudges.Conformance;
using Nudges.Orchestrations.Durable;

namespace Nudges.Local.Tests.Engine;

/// <summary>A workflow as data: what an orchestrator of any shape does.</summary>
[JsonDerivedType(typeof(Call), "call")]
[JsonDerivedType(typeof(Fails), "fails")]
[JsonDerivedType(typeof(Sleeps), "sleeps")]
[JsonDerivedType(typeof(Listens), "listens")]
[JsonDerivedType(typeof(Races), "races")]
[JsonDerivedType(typeof(Talks), "talks")]
[JsonDerivedType(typeof(Child), "child")]
[JsonDerivedType(typeof(Sequence), "sequence")]
[JsonDerivedType(typeof(Parallel), "parallel")]
public abstract record Workflow
{
    /// <summary>An activity.</summary>
    public sealed record Call(int Number) : Workflow;

    /// <summary>An activity that fails so many times as it is tried.</summary>
    public sealed record Fails(int Attempts) : Workflow;

    /// <summary>A timer.</summary>
    public sealed record Sleeps(int Seconds) : Workflow;

    /// <summary>An event; a listener in a parallel part listens to a name of its own.</summary>
    public sealed record Listens : Workflow;

    /// <summary>An event that it sends to itself, of a name of its own: after a crash it may come twice.</summary>
    public sealed record Talks(int Number) : Workflow;

    /// <summary>An activity against a timer that is cancelled; which is first, the test's clock may decide.</summary>
    public sealed record Races(int Number) : Workflow;

    /// <summary>A sub-orchestration; with <paramref name="IsDoomed"/> one that fails in the end.</summary>
    public sealed record Child(Workflow Body, bool IsDoomed) : Workflow;

    public sealed record Sequence(IReadOnlyList<Workflow> Steps) : Workflow;

    public sealed record Parallel(IReadOnlyList<Workflow> Branches) : Workflow;

    /// <summary>What an instance is given: what to do, how often to continue as new, and where in the whole it is.</summary>
    public sealed record Given(Workflow Body, int Rounds, bool IsDoomed, string Place, string Before);

    public static readonly EventRef<int> AnEvent = new("event");

    private static readonly Work<int, int> Doubles = new("doubles", input => input * 2);
    private static readonly Work<int, int> Failing = new("failing", input => throw new InvalidOperationException($"failed {input}"));
    private static readonly OrchestratorRef<Given, string> Reference = new("workflow");

    public static IReadOnlyList<IActivity> Activities { get; } = [Doubles, Failing];

    public static Flow<Given, string> Orchestrator { get; } = new(Reference.Name, RunAsync);

    public static Gen<Given> Any { get; } = Gen.Select(Tree(depth: 3), Gen.Int[0, 2], Gen.Bool).Select((body, rounds, isDoomed) => new Given(body, rounds, isDoomed, "", ""));

    private static async Task<string> RunAsync(OrchestrationContext context, Given input)
    {
        var guids = new List<Guid> { context.NewGuid() };
        var start = context.CurrentUtcDateTime;
        var words = 0;
        var result = $"{input.Before}{await StepAsync(input.Body, input.Place)}";
        guids.Add(context.NewGuid());
        context.SetCustomStatus($"{input.Place} {result.Length}");
        if (input.Rounds > 0)
        {
            context.ContinueAsNew(input with { Rounds = input.Rounds - 1, Before = $"{result}; " });
        }

        return input is { IsDoomed: true, Rounds: 0 }
            ? throw new InvalidOperationException(result)
            : $"{result} {guids.Distinct().Count()} {context.CurrentUtcDateTime >= start}";

        async Task<string> StepAsync(Workflow step, string place)
        {
            switch (step)
            {
                case Call call:
                    return $"{await context.CallActivityAsync(Doubles.Reference, call.Number)}";
                case Fails fails:
                    return await CaughtAsync(context.CallActivityAsync(Failing.Reference, fails.Attempts, new RetryPolicy(fails.Attempts, TimeSpan.FromSeconds(3), 2)));
                case Sleeps sleeps:
                    await context.CreateTimer(TimeSpan.FromSeconds(sleeps.Seconds), CancellationToken.None);
                    return "slept";
                case Listens:
                    return $"{await context.WaitForExternalEvent(new EventRef<int>($"{AnEvent.Name}{place}"))}";
                case Talks talks:
                    var word = new EventRef<int>($"word-{input.Rounds}-{words++}");
                    context.SendEvent(context.InstanceId, word, talks.Number);
                    return $"{await context.WaitForExternalEvent(word)}";
                case Races races:
                    using (var stop = new CancellationTokenSource())
                    {
                        var timer = context.CreateTimer(TimeSpan.FromDays(3650), stop.Token);
                        var call = context.CallActivityAsync(Doubles.Reference, races.Number);
                        await Task.WhenAny(call, timer);
                        stop.Cancel();
                        return $"{await call}";
                    }

                case Child child:
                    return await CaughtAsync(context.CallSubOrchestratorAsync(Reference, new Given(child.Body, 0, child.IsDoomed, place, "")));
                case Sequence sequence:
                    var steps = new List<string>();
                    foreach (var one in sequence.Steps)
                    {
                        steps.Add(await StepAsync(one, place));
                    }

                    return $"[{string.Join(' ', steps)}]";
                default:
                    var branches = ((Parallel)step).Branches.Select((branch, index) => StepAsync(branch, $"{place}-{index}"));
                    return $"{{{string.Join(' ', await Task.WhenAll(branches))}}}";
            }
        }

        static async Task<string> CaughtAsync<T>(Task<T> task)
        {
            try
            {
                return $"{await task}";
            }
            catch (TaskFailedException failure)
            {
                return $"({failure.FailureDetails.Root.ErrorMessage})";
            }
        }
    }

    /// <summary>The events that the instances listen to, by instance: each name as often as it is listened to.</summary>
    public static IEnumerable<string> Listeners(Workflow step, string place = "") => step switch
    {
        Listens => [place],
        Sequence sequence => sequence.Steps.SelectMany(one => Listeners(one, place)),
        Parallel parallel => parallel.Branches.SelectMany((branch, index) => Listeners(branch, $"{place}-{index}")),
        _ => [],
    };

    private static Gen<Workflow> Tree(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.Int[0, 99].Select(Workflow (input) => new Call(input)),
            Gen.Int[1, 3].Select(Workflow (attempts) => new Fails(attempts)),
            Gen.Int[0, 200].Select(Workflow (seconds) => new Sleeps(seconds)),
            Gen.Int[0, 99].Select(Workflow (input) => new Races(input)),
            Gen.Int[0, 99].Select(Workflow (input) => new Talks(input)),
            Gen.Const<Workflow>(new Listens()));
        if (depth == 0)
        {
            return leaf;
        }

        var below = Tree(depth - 1);
        return Gen.OneOf(
            leaf,
            Gen.Select(Silent(depth - 1), Gen.Bool).Select(Workflow (body, isDoomed) => new Child(body, isDoomed)),
            below.Array[1, 4].Select(Workflow (steps) => new Sequence(steps)),
            below.Array[1, 5].Select(Workflow (branches) => new Parallel(branches)));
    }

    /// <summary>A child hears nobody: the test knows only the instance it starts.</summary>
    private static Gen<Workflow> Silent(int depth) => Tree(depth).Select(Silence);

    private static Workflow Silence(Workflow step) => step switch
    {
        Listens => new Call(0),
        Child child => child with { Body = Silence(child.Body) },
        Sequence sequence => new Sequence([.. sequence.Steps.Select(Silence)]),
        Parallel parallel => new Parallel([.. parallel.Branches.Select(Silence)]),
        _ => step,
    };
}
