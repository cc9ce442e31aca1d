using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Nudges.Bench.Library;

/// <summary>
/// Prepares the library of citeulike-a (users.dat, item-tag.dat, tags.dat) for "evaluate": what an article is about is its tags.
/// Warm: five random articles of each person are held out. Cold: a fifth of the articles are held out of everybody's, and
/// only those are candidates.
/// </summary>
internal static class LibraryCommand
{
    private const int HeldOutOfEach = 5;
    private const double HeldOutOfAll = 0.2;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder with users.dat, item-tag.dat and tags.dat", Required = true };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where items-warm.jsonl, people-warm.jsonl, items-cold.jsonl and people-cold.jsonl are written", Required = true };
        var seed = new Option<int>("--seed") { Description = "Of what is held out", DefaultValueFactory = _ => 1 };
        var command = new Command("library", "Prepares reference data of what people chose, for the command 'evaluate' of local/") { data, output, seed };
        command.SetAction(arguments => Write(arguments.GetValue(data)!, arguments.GetValue(output)!, arguments.GetValue(seed)));
        return command;
    }

    private static int Write(DirectoryInfo data, DirectoryInfo output, int seed)
    {
        if (!File.Exists(Path.Combine(data.FullName, "users.dat")))
        {
            Console.Error.WriteLine($"There is no users.dat in {data}. --data names the folder of the library.");
            return 2;
        }

        output.Create();
        var tags = File.ReadAllLines(Path.Combine(data.FullName, "tags.dat"));
        string[][] items = [.. Numbers("item-tag.dat").Select(numbers => numbers.Distinct().Select(tag => tags[tag]).ToArray())];
        int[][] people = [.. Numbers("users.dat").Select(numbers => numbers.Distinct().ToArray())];
        var random = new Random(seed);
        int[][] held = [.. people.Select(liked => random.Choose(liked, HeldOutOfEach))];
        WriteItems("warm", _ => true);
        WritePeople("warm", person => held[person].ToHashSet().Contains);

        var cold = random.Choose([.. Enumerable.Range(0, items.Length)], (int)(HeldOutOfAll * items.Length)).ToHashSet();
        WriteItems("cold", cold.Contains);
        WritePeople("cold", _ => cold.Contains);
        return 0;

        IEnumerable<int[]> Numbers(string name) => File.ReadLines(Path.Combine(data.FullName, name))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray());

        void WriteItems(string setting, Func<int, bool> isCandidate) => WriteLines(
            $"items-{setting}.jsonl",
            items.Select((words, item) => new { id = Name(item), title = "", text = string.Join(' ', words), tags = words, candidate = isCandidate(item) }));

        void WritePeople(string setting, Func<int, Func<int, bool>> isHeldOut) => WriteLines(
            $"people-{setting}.jsonl",
            people.Select((liked, person) => new
            {
                id = Name(person),
                profile = "",
                tags = Array.Empty<string>(),
                liked = liked.Where(item => !isHeldOut(person)(item)).Select(Name),
                heldout = liked.Where(isHeldOut(person)).Select(Name),
            }));

        void WriteLines<T>(string name, IEnumerable<T> lines) =>
            File.WriteAllLines(Path.Combine(output.FullName, name), lines.Select(line => JsonSerializer.Serialize(line)));
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>So many of them at random, each at most once.</summary>
    private static int[] Choose(this Random random, int[] from, int count)
    {
        var shuffled = from.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..Math.Min(count, shuffled.Length)];
    }
}
