namespace Mesh.Cli.Completion;

/// <summary>
/// The scripts. They know no command: on each Tab they give meshctl the line up to the cursor with the directive
/// <c>[suggest:POSITION]</c>, which answers with one word a line. Without an answer the shell completes file names.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # bash completion for meshctl
        _meshctl() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" suggestion
            line="${line#*[[:space:]]}"
            COMPREPLY=()
            while IFS= read -r suggestion; do
                # Options only where one was begun.
                [[ $suggestion == [-/]* && $word != -* ]] && continue
                [[ $suggestion == "$word"* ]] && COMPREPLY+=("$suggestion")
            done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _meshctl meshctl

        """;

    private const string Zsh = """
        # zsh completion for meshctl
        _meshctl() {
            local line="${LBUFFER#*[[:space:]]}" word="${words[CURRENT]}"
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            # Options only where one was begun.
            [[ $word == -* ]] || suggestions=("${(@)suggestions:#[-/]*}")
            suggestions=("${(@)suggestions:#}")
            if (( ${#suggestions} )); then
                compadd -a suggestions
            else
                _files
            fi
        }
        compdef _meshctl meshctl

        """;

    private const string Fish = """
        # fish completion for meshctl
        function __meshctl_suggest
            set -l line (string replace -r '^\S+\s+' '' -- (commandline -cp))
            set -l word (commandline -ct)
            set -l suggestions (meshctl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
            # Options only where one was begun.
            string match -q -- '-*' "$word"; or set suggestions (string match -v -r -- '^[-/]' $suggestions)
            if test (count $suggestions) -gt 0
                printf '%s\n' $suggestions
            else
                __fish_complete_path "$word"
            end
        end
        complete -c meshctl -f -a '(__meshctl_suggest)'

        """;

    /// <summary>The shells there is a script for.</summary>
    internal static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script; null when there is none for the shell.</summary>
    internal static string? Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => null,
    };
}
