# fish completion for papersearch; once:  papersearch completion fish > ~/.config/fish/completions/papersearch.fish
function __papersearch_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    test (count $current) -gt 0; or set current ''
    set -l reply (papersearch completion --words fish -- $words $current 2>/dev/null)
    if test "$reply" = :files
        __fish_complete_path $current
    else if test (count $reply) -gt 0
        printf '%s\n' $reply
    end
end
complete -c papersearch -f -a '(__papersearch_complete)'
