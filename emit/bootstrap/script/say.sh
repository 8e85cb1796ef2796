# Everything below is the same for every builder of this platform. The values
# are above, and nothing below comes from the inventory.

set -euf
umask 022
LC_ALL=C
# su leaves out the folders with programs for root. Here and below, no part of
# PATH is empty: that would be the working folder.
PATH=${PATH:+$PATH:}/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL PATH
# What the system says to Nix counts, not what this shell says.
unset NIX_REMOTE NIX_CONFIG NIX_CONF_DIR NIX_STATE_DIR

nl='
'
dry_run=
task=set_up
for option; do
  case $option in
    --dry-run) dry_run=yes ;;
    --remove) task=remove ;;
    --host-keys) task=print_host_keys ;;
    *)
      printf 'buildmachines: error: usage: sh bootstrap.sh [--dry-run] [--remove] [--host-keys]\n' >&2
      exit 1
      ;;
  esac
done

say() {
  printf 'buildmachines: %s\n' "$1"
}

warn() {
  printf 'buildmachines: warning: %s\n' "$1" >&2
}

fail() {
  printf 'buildmachines: error: %s\n' "$1" >&2
  exit 1
}

# step tells what comes next, and whether to do it: a dry run only tells.
step() {
  if [ "$dry_run" ]; then
    say "would $1"
    return 1
  fi
  say "$1"
}

has() {
  command -v "$1" > /dev/null 2>&1
}

# apart runs programs of the account in a session of their own: on root's terminal
# they could type into root's shell (TIOCSTI). setsid replaces itself with the
# program, as nothing that a script starts leads a process group; so the status is
# the program's.
apart() {
  if has setsid; then
    setsid "$@"
  else
    "$@"
  fi
}

# printable passes on what cannot control a terminal.
printable() {
  tr -c -d '\n -~'
}

need_root() {
  if [ "$(id -u)" != 0 ]; then
    fail "accounts, sshd and the daemon are root's: run this with sudo"
  fi
}
