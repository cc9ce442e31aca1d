using System.CommandLine;
using System.Text.Json;
using Nudges.Local;
using Nudges.Local.StandIns;

namespace Nudges.Bench;

/// <summary>What the stand-ins saw.</summary>
internal sealed record StandInsReport(int ProviderRequests, int Nudges, int Repeated);

/// <summary>
/// <c>stand-ins</c>: the directory and the providers in a process of their own. Its first line is their address; when its input ends, so
/// does it, with its report as the last line. Bodies are checked as SendGrid does and not kept.
/// </summary>
internal static class StandInsCommand
{
    public const string Name = "stand-ins";

    public static Command Create()
    {
        var folder = new Option<string>("--data") { Required = true };
        var employees = new Option<int?>("--employees");
        var command = new Command(Name) { folder, employees };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var host = await StandInHost.StartAsync(
                arguments.GetValue(folder)!, Path.Combine(Repository.Root, "samples"), arguments.GetValue(employees), cancellationToken, bodies: false);
            Console.WriteLine(host.Address);
            await Console.In.ReadToEndAsync(cancellationToken);
            var counts = host.Mailbox.Count(_ => true);
            var report = new StandInsReport(host.Faults.RequestsTo(StandInService.SendGrid), counts.Nudges, counts.Repeated);
            Console.WriteLine(JsonSerializer.Serialize(report, NudgesJson.Options));
        });
        return command;
    }
}
