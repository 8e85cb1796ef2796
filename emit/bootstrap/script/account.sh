# The account that builds come in with.

set_up_account() {
  if ! account_exists; then
    if step "create the account $user"; then
      list users "$user"
      mark "account.$user"
      create_account
    fi
  elif marked "account.$user"; then
    say "the account $user: unchanged"
  else
    say "the account $user was here before: it is kept"
    adopt_account
  fi
  if [ "$dry_run" ] && ! account_exists; then
    return
  fi
  complete_account
  mend_shell
  mend_password
  if marked "account.$user"; then
    make_home
  fi
}

# adopt_account tells what the sshd block takes from somebody.
adopt_account() {
  if [ ! "$dry_run" ]; then
    list users "$user"
  fi
  if [ -s "$(account_home)/.ssh/authorized_keys" ]; then
    warn "the keys in $(account_home)/.ssh/authorized_keys no longer count: from now on $user is for builds only"
  fi
}

# need_account: the block in sshd_config leaves the account nothing but builds.
need_account() {
  if [ "$user" = "${SUDO_USER-}" ]; then
    fail "you are logged in as $user, and would lock yourself out: builds need an account of their own. Set ssh_user"
  fi
  if account_exists && [ "$(account_uid)" = 0 ]; then
    fail "the account $user is root: builds need an account of their own. Set ssh_user"
  fi
  if account_exists && [ "$uid" ] && [ "$(account_uid)" != "$uid" ] && ! marked "account.$user"; then
    warn "the account $user has the number $(account_uid), not $uid; it is kept"
  fi
}

# mend_shell: sshd runs every command through the login shell, the wrapper, too.
mend_shell() {
  shell=$(account_shell)
  case $shell in
    '' | */nologin | */false) ;;
    *)
      if [ -x "$shell" ] || [ "$shell" = "$new_shell" ]; then
        return
      fi
      ;;
  esac
  if [ "$shell" ] && step "give the account $user the shell $new_shell: sshd runs commands through it, and ${shell##*/} runs none"; then
    mark "shell.$user" "$shell"
    set_shell "$new_shell"
  fi
}

make_home() {
  if [ -d "$home" ] && ! marked "home.$user"; then
    return
  fi
  if [ "$(find "$home" -prune -type d -user "$(account_uid)" 2> /dev/null)" ]; then
    return
  fi
  if step "make the home $home"; then
    mark "home.$user" "$home"
    make_folder "${home%/*}"
    if [ ! -d "$home" ]; then
      mkdir "$home"
    fi
    chown -h "$(account_uid):$(account_gid)" "$home"
    label "$home"
  fi
}

# remove_accounts undoes each account that was ever set up here: the inventory
# may have had another one before.
remove_accounts() {
  if [ -s "$state/users" ]; then
    while IFS= read -r user; do
      remove_account
    done < "$state/users"
  fi
}

remove_account() {
  if marked "account.$user"; then
    home=$(mark_text "home.$user")
    if account_exists && step "remove the account $user"; then
      delete_account
    fi
    if [ "$home" ] && [ -d "$home" ] && step "remove the home $home"; then
      rm -rf "$home"
    fi
    return
  fi
  if marked "shell.$user" && step "give the account $user its shell back"; then
    set_shell "$(mark_text "shell.$user")"
  fi
  give_password_back
}
