namespace Mesh.Engine.Tests.Http2.Peers;

/// <summary>What a peer sends, and what the connection under test has to do.</summary>
/// <param name="Frames">Sent after the greeting.</param>
/// <param name="Answer">What comes back.</param>
/// <param name="Log">What the handlers were told.</param>
internal sealed record Script(byte[][] Frames, string Answer, string Log = "");

/// <summary>Scripts by name; the name says the RFC's section.</summary>
internal sealed class ScriptTable : Dictionary<string, Script>
{
    internal TheoryData<string> Names => [.. Keys];

    internal void Add(string name, string answer, params byte[][] frames) => Add(name, new Script(frames, answer));

    internal void Add(string name, string answer, string log, params byte[][] frames) => Add(name, new Script(frames, answer, log));
}
