namespace Mesh.ProxyInit.Iptables;

/// <summary>Outcome of a program that ran to its end.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public bool Succeeded => ExitCode == 0;
}
