namespace Mesh.ProxyInit;

/// <summary>The work could not be done. The message is for the user: what failed, where, and what to do.</summary>
internal sealed class InitFailure(string message) : Exception(message);
