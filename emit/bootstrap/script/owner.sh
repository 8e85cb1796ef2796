# A machine whose Nix has no daemon: everything belongs to the account, which is
# there already.

umask 077
root_state=/var/lib/buildmachines/bootstrap
# Root tells the account's run of this script that the wrapper is done.
wrapper_is_roots=${wrapper_is_roots-}

# set_places asks the system where the account lives: sudo and runuser keep
# root's HOME.
set_places() {
  home=$(eval "printf '%s' ~$user")
  case $home in
    /*) ;;
    *) fail "there is no account $user, and Nix without a daemon lives in the home of one. Create it, and install Nix there; nothing was changed" ;;
  esac
  HOME=$home
  export HOME
  state=$home/.local/state/buildmachines/bootstrap
  keys_file=$home/$own_keys_file
  nix_conf_file=$home/.config/nix/nix.conf
  nix_own_file=$home/.config/nix/buildmachines.conf
  include="!include ${nix_own_file##*/}"
  store=${store_path:-$home/.nix}
  own_path=${nix_path:+$nix_path:}$home/.nix-profile/bin:$home/.local/state/nix/profile/bin:$home/.local/bin:$home/bin:$PATH
}

# nix_version: with the settings of the account, which are those of its builds.
nix_version() {
  case $install in
    nix-user-chroot) nix-user-chroot "$store" nix-instantiate --version ;;
    proot) proot -b "$store:/nix" nix-instantiate --version ;;
    *) nix-instantiate --version ;;
  esac
}

need_nix() {
  case $install in
    single-user)
      if ! has nix-store; then
        fail "there is no Nix for $user. As $user, install it (sh <(curl -L https://nixos.org/nix/install) --no-daemon) or set nix_path in the remote block of $builder, and run this again; nothing was changed"
      fi
      ;;
    *)
      if ! has "$install"; then
        fail "there is no $install for $user. Put it into ~/.local/bin, or set nix_path in the remote block of $builder, and run this again; nothing was changed"
      fi
      if [ ! -d "$store/store" ]; then
        fail "there is no Nix in $store. As $user, install it there with $install, or set store_path in the remote block of $builder, and run this again; nothing was changed"
      fi
      ;;
  esac
}

need_wrapper_path() {
  if [ ! "$wrapper" ] || [ "$wrapper_is_roots" ]; then
    return
  fi
  need_own "$wrapper_path"
  text_of "$wrapper_path"
  folder=${wrapper_path%/*}
  while [ ! -d "${folder:-/}" ]; do
    folder=${folder%/*}
  done
  if [ "$text" != "$wrapper" ] && [ ! -w "${folder:-/}" ]; then
    fail "$user cannot write $wrapper_path. Run this as root, or set wrapper_path = \"$home/.local/share/buildmachines/nix-ssh-wrapper\" in the remote block of $builder; nothing was changed"
  fi
}

# go_on_as_owner: root should not write where somebody else can put a link. What
# is outside of the home is root's part.
go_on_as_owner() {
  if [ "$(id -un)" = "$user" ]; then
    return
  fi
  if [ "$(id -u)" != 0 ] || [ ! -f "$0" ]; then
    fail "run this as $user, or as root from a file; nothing was changed"
  fi
  case $wrapper_path in
    "$home"/*) ;;
    *)
      "root_$task"
      wrapper_is_roots=yes
      ;;
  esac
  options=${dry_run:+--dry-run}
  if [ "$task" = remove ]; then
    options="$options --remove"
  fi
  through_pipes as_account "exec env wrapper_is_roots=$wrapper_is_roots /bin/sh -s -- $options"
  exit "${status:-1}"
}

# through_pipes COMMAND... sets $status. Programs of the account get the script and
# pipes: they could read what root types from a terminal, and control it.
through_pipes() {
  exec 4>&1 5>&2
  status=$(
    exec 3>&1
    {
      {
        ended_with=0
        "$@" < "$0" 2>&1 >&6 3>&- 4>&- 5>&- 6>&- || ended_with=$?
        echo "$ended_with" >&3
      } | printable >&5 3>&-
    } 6>&1 | printable >&4 3>&-
  )
  exec 4>&- 5>&-
}

# root_set_up looks into the folders of the account, and runs nothing from there.
root_set_up() {
  (
    PATH=$own_path
    need_nix
  )
  if [ "$wrapper" ]; then
    need_safe "$root_state"
    need_safe "$wrapper_path"
    need_own "$wrapper_path"
    (
      umask 022
      state=$root_state
      if [ ! "$dry_run" ]; then
        open_state
      fi
      put_file "$wrapper_path" 0755 "$wrapper"
    )
  fi
}

root_remove() {
  (
    state=$root_state
    remove_wrapper
    remove_folders
    if [ ! "$dry_run" ]; then
      close_state
    fi
  )
}

account_home() {
  printf '%s\n' "$home"
}

# as_account LINE: the login shell is not asked, since people log in with it. On
# macOS, which has no setsid, sudo can give a terminal of its own (use_pty in
# sudoers, default since 1.9.14).
as_account() {
  if [ "$(id -un)" = "$user" ]; then
    /bin/sh -c "$1"
  elif has runuser; then
    apart runuser -u "$user" -- /bin/sh -c "$1"
  elif [ "$platform" = macos ]; then
    sudo -n -u "$user" -- /bin/sh -c "$1"
  else
    apart su -s /bin/sh "$user" -c "$1"
  fi
}
