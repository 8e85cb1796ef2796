# The tasks of the account whose Nix it is.

set_up() {
  need_platform
  set_places
  go_on_as_owner
  PATH=$own_path
  need_nix
  need_wrapper_path
  need_editable "$keys_file"
  need_block "$keys_file"
  need_own "$nix_own_file"
  need_nix_conf
  if [ ! "$dry_run" ]; then
    open_state
  fi
  if [ "$wrapper" ] && [ ! "$wrapper_is_roots" ]; then
    put_file "$wrapper_path" 0755 "$wrapper"
  fi
  set_up_keys
  set_up_nix_conf
  if [ ! "$dry_run" ]; then
    settle nix
    settle nix_own
  fi
  if [ "$wrapper" ] || [ "$nix_path" ]; then
    check_answer
  else
    warn "whether sshd finds Nix depends on what the login shell of $user reads: set nix_path in the remote block of $builder, or use the wrapper"
  fi
}

# set_up_keys keeps what else is in the file. sshd passes over it when others
# than the account could write to it (StrictModes).
set_up_keys() {
  if [ "$(find "$home" -prune \( -perm -020 -o -perm -002 \) 2> /dev/null)" ]; then
    warn "others can write to $home, so sshd takes no keys from it: chmod go-w $home"
  fi
  if [ "$(find "${keys_file%/*}" -prune \( -perm -020 -o -perm -002 \) 2> /dev/null)" ] && step "keep others from writing to ${keys_file%/*}"; then
    chmod go-w "${keys_file%/*}"
  fi
  without_block "$keys_file" keys
  ended keys
  edit_keys "$text$begin$nl$authorized_keys$end$nl" "write the block of buildmachines in $keys_file"
}

edit_keys() {
  text_of "$keys_file"
  if [ "$text" = "$1" ]; then
    say "$keys_file: unchanged"
  else
    edit "$keys_file" "$1" keys "$2"
  fi
  if [ ! "$dry_run" ]; then
    settle keys
  fi
}

remove() {
  need_platform
  set_places
  go_on_as_owner
  need_block "$keys_file"
  if [ ! "$dry_run" ]; then
    open_state
  fi
  clean "$keys_file"
  without_block "$keys_file" keys
  edit_keys "$text" "take the block of buildmachines out of $keys_file"
  remove_nix_conf
  if [ "$wrapper_is_roots" ]; then
    :
  elif [ -w "${wrapper_path%/*}" ]; then
    remove_file "$wrapper_path"
  elif [ -e "$wrapper_path" ]; then
    warn "$wrapper_path is left: root wrote it, and can run this to remove it"
  fi
  remove_folders
  if [ ! "$dry_run" ]; then
    close_state
    say "nothing of buildmachines is left here"
  fi
}

"$task"
