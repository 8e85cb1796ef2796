# Nix, and what it reads.

# nix_reads: every program of Nix reads nix.conf first, and ends with the line
# that it does not understand.
nix_reads() {
  said=$(nix_version 2>&1 > /dev/null)
}

# need_nix_conf: what is broken before is not ours to change.
need_nix_conf() {
  need_editable "$nix_conf_file"
  if ! nix_reads && [ ! "$dry_run" ]; then
    take_back nix "$nix_conf_file"
    take_back nix_own "$nix_own_file"
  fi
  if ! nix_reads; then
    fail "Nix cannot read its configuration: $said. Nothing was changed"
  fi
}

set_up_nix_conf() {
  put_file "$nix_own_file" 0644 "$nix_conf" nix_own
  text_of "$nix_conf_file"
  case $nl$text$nl in
    *"$nl$include$nl"*) say "$nix_conf_file: unchanged" ;;
    *)
      ended nix
      edit "$nix_conf_file" "$text$include$nl" nix "include $nix_own_file in $nix_conf_file"
      ;;
  esac
  if [ ! "$dry_run" ] && ! nix_reads; then
    take_back nix "$nix_conf_file"
    take_back nix_own "$nix_own_file"
    fail "Nix does not read our settings: $said. Its configuration is as it was"
  fi
}

remove_nix_conf() {
  clean "$nix_conf_file"
  text_of "$nix_conf_file"
  case $nl$text$nl in
    *"$nl$include$nl"*)
      rest=$(printf '%s' "$text" | LINE=$include awk '$0 != ENVIRON["LINE"]' && printf x)
      rest=${rest%x}
      case $text in
        *"$include$nl")
          if marked nix.unended; then
            rest=${rest%"$nl"}
          fi
          ;;
      esac
      edit "$nix_conf_file" "$rest" nix "take our line out of $nix_conf_file"
      ;;
  esac
  remove_file "$nix_own_file" nix_own
}
