using System.Runtime.InteropServices;

namespace Mesh.Engine.Interop;

/// <summary>The Linux error numbers that change what the engine does; the same on all its architectures.</summary>
internal static class Errno
{
    internal const int Interrupted = 4;
    internal const int Again = 11;
    internal const int OutOfMemory = 12;
    internal const int TooManyFilesInSystem = 23;
    internal const int TooManyFiles = 24;
    internal const int BrokenPipe = 32;
    internal const int ConnectionAborted = 103;
    internal const int ConnectionReset = 104;
    internal const int NoBufferSpace = 105;
    internal const int TimedOut = 110;
    internal const int InProgress = 115;

    /// <summary>Error number of the calling thread's last native call.</summary>
    internal static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The system's text for <paramref name="errno"/>.</summary>
    internal static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>Whether the peer, or the network on its behalf, tore the connection down.</summary>
    internal static bool IsReset(int errno) => errno is ConnectionReset or BrokenPipe or ConnectionAborted;
}
