using System.Reflection;

namespace Nudges.Tests;

/// <summary>References point one way: hosts -> api, integrations, orchestrations -> nudges.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Nudges"] = [],
        ["Nudges.Orchestrations"] = ["Nudges"],
        ["Nudges.Integrations"] = ["Nudges"],
        ["Nudges.Api"] = ["Nudges", "Nudges.Orchestrations"],
    };

    public static TheoryData<string> Rooms => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Room_ReferencesOnlyRoomsBelowIt(string room)
    {
        var rooms = References(room).Where(name => name == "Nudges" || name.StartsWith("Nudges.", StringComparison.Ordinal)).Order();

        Assert.Empty(rooms.Except(Allowed[room]));
    }

    [Fact]
    public void Domain_SeesOnlyTheBaseLibraryAndSmallPureLibraries()
    {
        string[] pure = ["Fluid", "Parlot", "Lucene.Net", "Lucene.Net.Analysis.Common", "J2N"];

        var others = References("Nudges").Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("netstandard" or "mscorlib"));

        Assert.Empty(others.Except(pure));
        Assert.DoesNotContain(References("Nudges"), name => name is "System.Net.Http" or "System.Net.Sockets" or "System.IO.FileSystem");
    }

    [Fact]
    public void Orchestrations_SeeNoStorageNoProviderNoWeb()
    {
        string[] outside = ["Azure.", "Microsoft.Graph", "SendGrid", "Microsoft.AspNetCore", "System.Net.Http"];

        Assert.DoesNotContain(References("Nudges.Orchestrations"), name => outside.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> References(string assembly) =>
        Assembly.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
