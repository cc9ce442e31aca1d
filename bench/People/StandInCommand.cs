using System.CommandLine;
using System.Diagnostics;
using Nudges.Local;
using Nudges.Local.StandIns;

namespace Nudges.Bench.People;

/// <summary><c>stand-in</c>: the made-up world in a process of its own, so that the measured one is alone. Ends with its input.</summary>
internal static class StandInCommand
{
    private const string Name = "stand-in";

    public static Command Create()
    {
        var employees = new Option<int>("--employees") { Required = true };
        var data = new Option<string>("--data") { Required = true };
        var command = new Command(Name, "Serve the stand-ins until the input ends; used by other commands") { employees, data };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var host = await StandInHost.StartAsync(
                arguments.GetValue(data)!, Path.Combine(Repository.Root, "samples"), arguments.GetValue(employees), cancellationToken);
            Console.WriteLine(host.Address);
            await Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }

    /// <summary>Starts it; its address. Closing the process's input ends it.</summary>
    public static async Task<(Process Process, Uri Address)> StartAsync(int employees, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(StandInCommand).Assembly.Location, Name, "--employees", $"{employees}", "--data", Directory.CreateDirectory(Path.Combine(folder, "stand-in")).FullName])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The stand-ins did not start.");
        return (process, new Uri(address));
    }
}
