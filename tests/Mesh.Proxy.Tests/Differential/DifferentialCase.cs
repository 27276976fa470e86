using System.Net;
using System.Text.RegularExpressions;
using Mesh.Proxy.Tests.Http1;

namespace Mesh.Proxy.Tests.Differential;

/// <summary>One generated request, followed on its connection by a request that shows where the first one ended.</summary>
internal sealed partial class DifferentialCase(int number, RequestModel request)
{
    /// <summary>The target of the request that follows.</summary>
    internal const string End = "/the-end";

    internal int Number => number;

    internal IReadOnlyList<string> Tags => request.Tags;

    internal string Text => $"{request}GET {End} HTTP/1.1\r\nHost: a\r\nX-Case: {number}\r\nConnection: close\r\n\r\n";

    /// <summary>Sends it and says what came of it: for each answer an A (accepted) or R (refused), W when nothing more came within <paramref name="patience"/>.</summary>
    internal async Task<string> RunAsync(IPEndPoint proxy, TimeSpan patience)
    {
        using var client = await RawClient.ConnectAsync(proxy);
        var answers = "";
        using var stop = new CancellationTokenSource(patience);
        try
        {
            await client.SendAsync(Text);
            while (await client.Reader.ReadLineAsync(stop.Token) is { } line)
            {
                if (StatusLine().Match(line) is { Success: true } status && status.Groups[1].Value is not "100")
                    answers += status.Groups[1].Value[0] is '2' ? 'A' : 'R';
            }
        }
        catch (OperationCanceledException)
        {
            answers += 'W';
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // A reset after the answers, or a body without an end of line.
        }
        return answers;
    }

    [GeneratedRegex("^HTTP/1\\.1 (\\d{3}) ")]
    private static partial Regex StatusLine();
}
