# A machine whose Nix has a daemon: everything belongs to root.

# find_nix sets $nix_store, which is empty where Nix is missing.
find_nix() {
  nix_store=$(
    PATH=${nix_path:+$nix_path:}$PATH:/nix/var/nix/profiles/default/bin
    command -v nix-store || :
  )
}

# nix_version: root's own settings are not those of the daemon. Unlike nix-store,
# this program leaves the store alone.
nix_version() {
  NIX_USER_CONF_FILES='' "${nix_store%/*}/nix-instantiate" --version
}

# no_path is what no store has. Asked whether it has it, a store says so, and that
# is no fault. `nix-store --version` would ask nobody.
no_path=/nix/store/00000000000000000000000000000000-x

# limited runs a program that a silent daemon could keep for ever. macOS has no
# such program.
limited() {
  if has timeout; then
    timeout 300 "$@"
  else
    "$@"
  fi
}

# need_daemon: where there is none, Nix may make a store in the account's home, and
# run what clients ask for as the account.
need_daemon() {
  if ! said=$(NIX_REMOTE=daemon NIX_USER_CONF_FILES='' limited "$nix_store" --check-validity --print-invalid "$no_path" 2>&1 < /dev/null); then
    fail "the daemon of Nix does not answer: $(printf '%s' "$said" | printable). Start it (on Linux: systemctl enable --now nix-daemon.socket), or say in the remote block of $builder how Nix is installed, and run this again; nothing was changed"
  fi
}

# reaches_daemon asks as the account, which the daemon may refuse (allowed-users).
reaches_daemon() {
  folder=$(printf '%s' "${nix_store%/*}" | sed "s/'/'\\\\''/g")
  said=$(
    HOME=$(account_home)
    export HOME
    as_account "exec env PATH='$folder:/usr/bin:/bin' NIX_REMOTE=daemon nix-store --check-validity --print-invalid $no_path" 2>&1 < /dev/null
  )
}

# check_daemon waits for one that we have restarted.
check_daemon() {
  if [ "$dry_run" ]; then
    return
  fi
  tries=300
  while ! reaches_daemon; do
    case $said in
      *'cannot connect to socket'*) tries=$((tries - 1)) ;;
      *) tries=0 ;;
    esac
    if [ "$tries" = 0 ]; then
      fail "logins of $user do not reach the daemon of Nix: $(printf '%s' "$said" | printable)"
    fi
    if [ "$tries" = 299 ]; then
      say "wait until the daemon of Nix answers"
    fi
    sleep 1
  done
  say "logins of $user reach the daemon of Nix"
}

# check_sandbox: builds in a store of the account's own happen in namespaces that
# the account makes, and some systems let only certain programs do so.
check_sandbox() {
  if [ "$dry_run" ] || ! has unshare; then
    return
  fi
  if said=$(as_account 'exec unshare -U -r -m true' 2>&1 < /dev/null); then
    say "$user can make the namespaces of a sandbox"
  else
    warn "$user may not be able to build: $(printf '%s' "$said" | printable). client_stores needs user namespaces (user.max_user_namespaces; on Ubuntu also kernel.apparmor_restrict_unprivileged_userns)"
  fi
}

choose_nix_conf() {
  nix_conf_file=$plain_nix_conf_file
  # Determinate Nix writes nix.conf anew, and includes another file.
  if grep -q '^!*include .*nix\.custom\.conf' "$plain_nix_conf_file" 2> /dev/null; then
    nix_conf_file=$determinate_nix_conf_file
  fi
}

# need_all ends before anything is changed.
need_all() {
  need_platform
  find_nix
  if [ ! "$nix_store" ]; then
    fail "there is no Nix on this machine. Install it (sh <(curl -L https://nixos.org/nix/install) --daemon) or set nix_path in the remote block of $builder, and run this again; nothing was changed"
  fi
  need_root
  need_account
  choose_nix_conf
  need_places
  need_nix_conf
  need_daemon
  need_sshd
}

# need_places looks at all that root writes, and whose names could be exchanged.
need_places() {
  for file in "$state" "$nix_conf_file" "$sshd_file"; do
    need_safe "$file"
  done
  for file in "$keys_file" "$nix_own_file" "$dropin_file" ${wrapper:+"$wrapper_path"}; do
    need_safe "$file"
    need_own "$file"
  done
  if ! account_exists || marked "account.$user"; then
    need_safe "$home"
  fi
}

set_up() {
  need_all
  if [ ! "$dry_run" ]; then
    open_state
    unlock
  fi
  set_up_account
  if [ "$wrapper" ]; then
    put_file "$wrapper_path" 0755 "$wrapper"
  else
    remove_wrapper
  fi
  put_file "$keys_file" 0644 "$authorized_keys"
  set_up_nix_conf
  set_up_sshd
  let_in
  reload
  check_answer
  if [ "$client_stores" ]; then
    check_sandbox
  else
    check_daemon
  fi
}

# reload also makes up for an earlier run that ended before it.
reload() {
  if pending sshd || pending dropin; then
    if step "make sshd read its configuration"; then
      reload_sshd
      settle sshd
      settle dropin
    fi
  fi
  if pending nix || pending nix_own; then
    if step "make nix-daemon read its configuration"; then
      restart_nix
      settle nix
      settle nix_own
    fi
  fi
}

# remove begins with the keys: from then on nobody gets in.
remove() {
  need_platform
  need_root
  if [ ! "$dry_run" ]; then
    open_state
    unlock
  fi
  choose_nix_conf
  remove_keys
  keep_out
  remove_sshd
  remove_nix_conf
  reload
  remove_wrapper
  remove_accounts
  remove_folders
  if [ ! "$dry_run" ]; then
    close_state
    say "nothing of buildmachines is left here"
  fi
}

remove_keys() {
  remove_file "$keys_file"
  if [ -s "$state/users" ]; then
    while IFS= read -r name; do
      remove_file "${keys_file%/*}/$name"
    done < "$state/users"
  fi
}

"$task"
