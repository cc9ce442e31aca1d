using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Nudges.Local.Azurite;

/// <summary>
/// Azurite as a child process on free loopback ports, those of its last start where they still are. It ends when this object is disposed, and also when this process ends
/// in any way, killed or crashed: it reads the other end of a pipe that closes then.
/// </summary>
internal sealed partial class AzuriteProcess : IAsyncDisposable
{
    // Azurite's one account and key are published and the same everywhere: they protect nothing.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private AzuriteProcess(Process process, string connectionString)
    {
        _process = process;
        ConnectionString = connectionString;
    }

    /// <summary>What <c>AzureWebJobsStorage</c> would hold.</summary>
    public string ConnectionString { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Completes when Azurite has ended, whoever ended it.</summary>
    public Task Exited => _process.WaitForExitAsync();

    /// <summary>Where other processes find the connection string of the Azurite of a folder.</summary>
    public static string ConnectionFile(string folder) => Path.Combine(folder, "connection");

    /// <summary>Starts Azurite over the folder; ready to use when this returns.</summary>
    /// <param name="folder">Where its data is.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="onRequest">Told each line of Azurite's access log, one for each request that it answered; null for no log.</param>
    /// <exception cref="StartFailedException">Node is missing, Azurite is not installed, or it did not come up.</exception>
    public static async Task<AzuriteProcess> StartAsync(string folder, CancellationToken cancellationToken, Action<string>? onRequest = null)
    {
        Directory.CreateDirectory(folder);
        await FormerEndedAsync(folder, cancellationToken);
        var former = FormerPorts(folder);
        try
        {
            return await StartAsync(folder, former, onRequest, cancellationToken);
        }
        catch (StartFailedException) when (former.Count > 0)
        {
            return await StartAsync(folder, new Dictionary<string, string>(), onRequest, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(_process);

    private static async Task<AzuriteProcess> StartAsync(string folder, Dictionary<string, string> ports, Action<string>? onRequest, CancellationToken cancellationToken)
    {
        var process = Start(folder, ports, accessLog: onRequest is not null);
        try
        {
            await File.WriteAllTextAsync(HolderFile(folder), Identify(process), cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            var addresses = await ReadAddressesAsync(process, limit.Token);
            // A full pipe would stop Azurite: what nobody asked for is read as well.
            _ = onRequest is null
                ? process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None)
                : ReadLogAsync(process.StandardOutput, onRequest);
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            var azurite = new AzuriteProcess(process, ToConnectionString(addresses));
            var written = ConnectionFile(folder) + ".new";
            await File.WriteAllTextAsync(written, azurite.ConnectionString, cancellationToken);
            File.Move(written, ConnectionFile(folder), overwrite: true);
            return azurite;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await StopAsync(process);
            throw new StartFailedException($"Azurite did not start within {StartLimit.TotalSeconds:0} seconds. Start over with --fresh, or name other storage in AzureWebJobsStorage.");
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    /// <summary>
    /// Waits for the Azurite of a host that was killed a moment ago: two over one folder would overwrite each other's files.
    /// </summary>
    private static async Task FormerEndedAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(HolderFile(folder)))
        {
            return;
        }

        var holder = await File.ReadAllTextAsync(HolderFile(folder), cancellationToken);
        foreach (var process in Process.GetProcessesByName("node"))
        {
            using (process)
            {
                if (Identify(process) == holder)
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    limit.CancelAfter(StopLimit);
                    try
                    {
                        await process.WaitForExitAsync(limit.Token);
                    }
                    catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                    {
                        throw new StartFailedException($"The Azurite of an earlier start (process {process.Id}) still uses {folder}. End it, then start again.");
                    }
                }
            }
        }
    }

    private static string HolderFile(string folder) => Path.Combine(folder, "holder");

    /// <summary>Number and start tell a process from a later one with the same number.</summary>
    private static string Identify(Process process)
    {
        try
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{process.Id} {process.StartTime.ToUniversalTime():O}");
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            return "";
        }
    }

    /// <summary>By service; none before the first start. It is only a hint: what is no port is passed over.</summary>
    private static Dictionary<string, string> FormerPorts(string folder) => File.Exists(ConnectionFile(folder))
        ? EndpointPort().Matches(File.ReadAllText(ConnectionFile(folder))).Where(match => ushort.TryParse(match.Groups["port"].Value, CultureInfo.InvariantCulture, out _))
            .GroupBy(match => match.Groups["service"].Value).ToDictionary(service => service.Key, service => service.Last().Groups["port"].Value)
        : [];

    private static Process Start(string folder, Dictionary<string, string> ports, bool accessLog)
    {
        var project = Path.Combine(Repository.Root, "local");
        if (!Directory.Exists(Path.Combine(project, "node_modules", "azurite")))
        {
            throw new StartFailedException("Azurite is not installed under local/node_modules. Run 'dotnet build local' once, with Node 20 or newer on the PATH.");
        }

        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = project,
        };
        string[] arguments =
        [
            Path.Combine("Azurite", "azurite.cjs"), "--location", folder, "--disableTelemetry", "--skipApiVersionCheck",
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", ports.GetValueOrDefault("Blob", "0"), "--queuePort", ports.GetValueOrDefault("Queue", "0"), "--tablePort", ports.GetValueOrDefault("Table", "0"),
            .. accessLog ? Array.Empty<string>() : ["--silent"],
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new StartFailedException("Node was not found on the PATH. Install Node 20 or newer (it runs Azurite, the storage emulator), or name other storage in AzureWebJobsStorage.");
        }
    }

    private static async Task<Dictionary<string, string>> ReadAddressesAsync(Process process, CancellationToken cancellationToken)
    {
        var addresses = new Dictionary<string, string>();
        while (addresses.Count < 3)
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            if (line is null)
            {
                var error = (await process.StandardError.ReadToEndAsync(cancellationToken)).Trim();
                throw new StartFailedException($"Azurite ended as it started: {error} Start over with --fresh if its data is damaged, or name other storage in AzureWebJobsStorage.");
            }

            if (ListeningLine().Match(line) is { Success: true } match)
            {
                addresses[match.Groups["service"].Value] = match.Groups["address"].Value;
            }
        }

        return addresses;
    }

    private static async Task ReadLogAsync(StreamReader output, Action<string> onRequest)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            onRequest(line);
        }
    }

    private static string ToConnectionString(Dictionary<string, string> addresses) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        string.Concat(addresses.Select(pair => $"{pair.Key}Endpoint={pair.Value}/{Account};"));

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    [GeneratedRegex("^Azurite (?<service>Blob|Queue|Table) service is successfully listening at (?<address>http://[^ ]+)$")]
    private static partial Regex ListeningLine();

    [GeneratedRegex("(?<service>Blob|Queue|Table)Endpoint=http://[^:]+:(?<port>[0-9]+)/")]
    private static partial Regex EndpointPort();
}
