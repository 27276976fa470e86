using System.Text;

namespace Mesh.TestKit.Programs;

/// <summary>Lines that a program printed to one stream.</summary>
internal sealed class PrintedLines
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line; null marks the stream's end.</summary>
    public void Add(string? line)
    {
        if (line is not null)
        {
            lock (_text)
            {
                _text.Append(line).Append('\n');
            }
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
