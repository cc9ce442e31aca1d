using System.Diagnostics;
using Nudges.Local.StandIns;

namespace Nudges.Local.Tests.Hosting;

/// <summary>The laptop host as a process of its own, from the build under test.</summary>
internal static class LocalProgram
{
    public static Process Start(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(typeof(Mailbox).Assembly.Location))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
