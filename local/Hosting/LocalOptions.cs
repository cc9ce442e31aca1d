namespace Nudges.Local.Hosting;

/// <summary>What the command line asks of the laptop host.</summary>
internal sealed record LocalOptions
{
    public const int DefaultPort = 7071;

    /// <summary>Where the site is served, and what links in nudges point at.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Where data is kept between runs.</summary>
    public required string Folder { get; init; }

    /// <summary>Delete what the folder keeps before starting.</summary>
    public bool Fresh { get; init; }

    /// <summary>True when the process ends with the run: the site is then on any free port.</summary>
    public bool Once { get; init; }

    /// <summary>Whether SendGrid's stand-in tells the site what became of mail.</summary>
    public bool Events { get; init; }

    /// <summary>The company and the content that the stand-ins show.</summary>
    public string Samples { get; init; } = Path.Combine(Repository.Root, "samples");

    /// <summary>How many people the made-up company has; null: those of the samples.</summary>
    public int? Employees { get; init; }

    /// <summary>Which people those beyond the samples are: 1 or more.</summary>
    public int Seed { get; init; } = 1;

    public Uri SiteAddress => new($"http://localhost:{Port}/");
}
