namespace Mesh.ProxyInit.Iptables;

/// <summary>Runs a program to its end.</summary>
internal interface ICommandRunner
{
    Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, string input);
}
