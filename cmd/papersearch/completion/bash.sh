# bash completion for papersearch; in ~/.bashrc:  source <(papersearch completion bash)
_papersearch() {
    local cur=${COMP_WORDS[COMP_CWORD]} value
    COMPREPLY=()
    while IFS= read -r value; do
        case $value in
        '') ;;
        :files)
            compopt -o filenames 2>/dev/null
            while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "$cur")
            ;;
        *)
            case $cur in
            [\"\']*) COMPREPLY+=("$value") ;;
            *) COMPREPLY+=("$(printf %q "$value")") ;;
            esac
            ;;
        esac
    done < <(papersearch completion --words bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]]; then
        compopt -o nospace 2>/dev/null # the value follows at once
    fi
}
complete -F _papersearch papersearch
