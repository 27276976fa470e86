namespace Mesh.Cli.Shared;

/// <summary>Where a command prints. Colour and redrawing only on a terminal; <c>NO_COLOR</c> is respected.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Progress and errors.</param>
/// <param name="IsTerminal">Whether <paramref name="Out"/> is a terminal.</param>
/// <param name="Colour">Whether colour is wanted.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, bool Colour)
{
    private const string Escape = "\u001b[";

    internal string Bold(string text) => Paint(text, "1");

    internal string Red(string text) => Paint(text, "31");

    internal string Green(string text) => Paint(text, "32");

    internal string Yellow(string text) => Paint(text, "33");

    /// <summary>Puts the cursor at the top and clears the screen.</summary>
    internal void ClearScreen()
    {
        if (IsTerminal)
            Out.Write($"{Escape}H{Escape}2J");
    }

    private string Paint(string text, string code) => Colour ? $"{Escape}{code}m{text}{Escape}0m" : text;
}
