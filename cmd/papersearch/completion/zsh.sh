#compdef papersearch
# zsh completion for papersearch; in ~/.zshrc, after compinit:  source <(papersearch completion zsh)
_papersearch() {
  local line
  local -a values shown fields
  for line in "${(@f)$(papersearch completion --words zsh -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) _files; return ;;
      *:$'\t'*) fields+=("${line%%$'\t'*}") ;;
      *) values+=("${line%%$'\t'*}"); shown+=("${${line/$'\t'/  -- }%  -- }") ;;
    esac
  done
  # -U: what fits is papersearch's to say, for 斯坦福 is Stanford University.
  (( $#values )) && compadd -U -l -d shown -a values
  (( $#fields )) && compadd -U -S '' -a fields
  (( $#values + $#fields ))
}
if [[ $funcstack[1] == _papersearch ]]; then _papersearch "$@"; else compdef _papersearch papersearch; fi
