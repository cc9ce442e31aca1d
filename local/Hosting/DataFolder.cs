namespace Nudges.Local.Hosting;

/// <summary>The folder that keeps everything between runs, held by one host at a time.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string Azurite => System.IO.Path.Combine(Path, "azurite");

    /// <summary>What the stand-ins of the outside world keep: the mail that was delivered.</summary>
    public string StandIns => System.IO.Path.Combine(Path, "stand-ins");

    private string Company => System.IO.Path.Combine(Path, "company");

    public string LinkKey => System.IO.Path.Combine(Path, "link-key");

    /// <exception cref="StartFailedException">Another host holds the folder, or it cannot be written.</exception>
    public static DataFolder Open(string path, bool fresh)
    {
        try
        {
            Directory.CreateDirectory(path);
            var held = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var folder = new DataFolder(path, held);
            if (fresh)
            {
                folder.Clear();
            }

            return folder;
        }
        catch (IOException failure) when (Directory.Exists(path))
        {
            throw new StartFailedException($"The folder {path} is in use: another Learning Nudges runs on it. Stop that one, or name another folder with --data. ({failure.Message})");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"The folder {path} cannot be written: {failure.Message} Name another with --data.");
        }
    }

    /// <summary>Notes for which people the folder was used first; a sentence for the person at the terminal where these are others.</summary>
    public string? NoteCompany(LocalOptions options)
    {
        var now = $"{(options.Employees is { } employees ? $"--employees {employees} " : "")}--seed {options.Seed}";
        if (!File.Exists(Company))
        {
            File.WriteAllText(Company, now);
            return null;
        }

        var before = File.ReadAllText(Company);
        return before == now
            ? null
            : $"The folder {Path} was first used with {before}: what it keeps, a run of today too, is of those people. Start over with --fresh, or name another folder with --data.";
    }

    public ValueTask DisposeAsync() => _lock.DisposeAsync();

    private void Clear()
    {
        foreach (var kept in new[] { Azurite, StandIns }.Where(Directory.Exists))
        {
            Directory.Delete(kept, recursive: true);
        }

        File.Delete(LinkKey);
        File.Delete(Company);
    }
}
