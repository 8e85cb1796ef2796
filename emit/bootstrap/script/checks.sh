# Is this the machine that was meant, and does it do what it should?

# need_platform ends where another file does what this script would.
need_platform() {
  case $platform in
    nixos) fail "$builder has NixOS, whose modules own accounts and files: import builders/$builder/nixos.nix there" ;;
    nix-darwin) fail "$builder has nix-darwin, whose modules own accounts and files: import builders/$builder/darwin.nix there" ;;
  esac
  if [ -e /etc/NIXOS ]; then
    fail "this is NixOS, whose modules own accounts and files. Import builders/$builder/nixos.nix there, which is written with platform = \"nixos\" in the builder's remote block"
  fi
  if [ -e /run/current-system/darwin-version ] || [ -e /run/current-system/darwin-version.json ]; then
    fail "this is nix-darwin, whose modules own accounts and files. Import builders/$builder/darwin.nix there, which is written with platform = \"nix-darwin\" in the builder's remote block"
  fi
  case $platform-$(uname -s) in
    linux-Linux | macos-Darwin) ;;
    *) fail "this script is for $platform, and this is $(uname -s): set platform in the remote block of $builder" ;;
  esac
}

# answers asks for Nix's version in the way that sshd does, from which PATH is
# all that the command gets. as_account LINE runs it in the login shell.
answers() {
  said=$(
    HOME=$(account_home)
    export HOME
    as_account "exec env PATH='$sshd_path' SSH_ORIGINAL_COMMAND='nix-store --version' $command" 2>&1 < /dev/null
  ) || return
  case $said in
    *'nix-store ('*) said="nix-store (${said##*nix-store (}" ;;
    *) return 1 ;;
  esac
}

check_answer() {
  if [ "$dry_run" ]; then
    return
  fi
  if ! answers; then
    fail "logins of $user do not reach Nix: $(printf '%s' "$said" | printable)"
  fi
  say "logins of $user reach Nix: $(printf '%s' "$said" | printable)"
}
