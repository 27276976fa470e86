using System.Diagnostics;
using Mesh.Cli.Shared;

namespace Mesh.Cli.Up;

/// <summary><c>up --detach</c>: the same command in the background.</summary>
internal static class Detached
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Starts it, waits until the mesh serves and returns 0; or shows its output and returns its exit code.</summary>
    internal static async Task<int> StartAsync(UpOptions options, string? binDirectory, CliEnvironment environment, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Layout.Root);
        var log = Path.Combine(options.Layout.Root, "up.log");
        List<string> arguments =
        [
            "-c", "exec setsid \"$@\" >\"$0\" 2>&1 </dev/null", log, System.Environment.ProcessPath!, "up", options.Directory, "--name", options.Layout.Name,
            "--network", options.Network.ToString(), "--trust-domain", options.TrustDomain,
        ];
        if (options.CertificateValidity is { } validity)
            arguments.AddRange(["--certificate-validity", validity]);
        if (binDirectory is not null)
            arguments.AddRange(["--bin-dir", binDirectory]);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", arguments))!;
        var shown = 0;
        while (true)
        {
            var exited = process.HasExited;
            var lines = File.Exists(log) ? await ReadLinesAsync(log, cancellation) : [];
            foreach (var line in lines.Skip(shown))
                environment.Terminal.Error.WriteLine(line);
            shown = lines.Length;
            if (exited)
                return process.ExitCode;
            if (lines.Any(l => l.Contains(" serves ", StringComparison.Ordinal)))
                return 0;
            await Task.Delay(PollInterval, environment.Time, cancellation);
        }
    }

    private static async Task<string[]> ReadLinesAsync(string file, CancellationToken cancellation)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var text = await reader.ReadToEndAsync(cancellation);
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
