namespace Nudges.Local;

/// <summary>Where the laptop host finds what is not compiled into it: samples, the site's files, Azurite.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Serverless.sln, upwards from the program.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Serverless.sln")))
            {
                return folder.FullName;
            }
        }

        throw new StartFailedException($"Serverless.sln was not found above {AppContext.BaseDirectory}. Run the laptop host from its repository: dotnet run --project local.");
    }
}
