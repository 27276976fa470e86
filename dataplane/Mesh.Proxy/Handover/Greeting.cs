using System.Globalization;

namespace Mesh.Proxy.Handover;

/// <summary>What a successor says first: that it would take over, and what it is.</summary>
/// <param name="Protocol">Of the handover; see <see cref="Current"/>.</param>
/// <param name="Workload">The workload it serves, <c>shop/web-1</c>.</param>
/// <param name="Loops">Its event loops: each has sockets of its own.</param>
/// <param name="Version">The program's version; told to the operator.</param>
internal readonly record struct Greeting(int Protocol, string Workload, int Loops, string Version)
{
    /// <summary>The protocol that this program speaks. Another number for whatever the other side would not understand.</summary>
    internal const int Current = 1;

    /// <summary>The admin command that it is the argument of.</summary>
    internal const string Command = "take-over";

    private const int MaxText = 128;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Protocol} {Workload} {Loops} {Version}");

    /// <summary>Reads what <see cref="ToString"/> writes; nothing else.</summary>
    internal static bool TryParse(string text, out Greeting greeting)
    {
        greeting = default;
        if (text.Split(' ') is not [var protocol, { Length: > 0 and <= MaxText } workload, var loops, { Length: > 0 and <= MaxText } version]
            || !TryNumber(protocol, out var number) || !TryNumber(loops, out var count) || workload.Concat(version).Any(c => c is <= ' ' or > '~'))
            return false;
        greeting = new Greeting(number, workload, count, version);
        return true;
    }

    /// <summary>Why <paramref name="running"/> does not hand over to this one; null when it does.</summary>
    internal string? Problem(Greeting running)
    {
        if (Protocol != running.Protocol)
            return $"version {Version} hands over by protocol {Protocol} and the running {running.Version} by {running.Protocol}; restart the proxy instead";
        if (Workload != running.Workload)
            return $"the running proxy serves {running.Workload}, not {Workload}";
        return Loops == running.Loops ? null : $"--loops is {Loops} and {running.Loops} in the running proxy; make them equal, or restart the proxy instead";
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and < 10_000;
}
