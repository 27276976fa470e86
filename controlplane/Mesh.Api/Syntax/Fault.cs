namespace Mesh.Api.Syntax;

/// <summary>Why a value is not acceptable, without saying where it stands.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Fault(string Message, string Remedy);

/// <summary>Checks a text.</summary>
/// <returns>Null when it is fine.</returns>
internal delegate Fault? TextCheck(string text);
