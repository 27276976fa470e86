namespace Mesh.Engine.Http1;

/// <summary>Limits of a message's head and of its trailers.</summary>
/// <param name="StartLineBytes">Longest request or status line, without CRLF.</param>
/// <param name="HeadBytes">Largest head with all line ends.</param>
/// <param name="Fields">Most fields.</param>
internal readonly record struct HeadLimits(int StartLineBytes, int HeadBytes, int Fields);
