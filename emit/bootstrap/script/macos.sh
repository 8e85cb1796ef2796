# macOS: accounts of the directory service; launchd.

state=/var/db/buildmachines/bootstrap
# zsh reads /etc/zshenv, where Nix's installer sets PATH; sh and bash read
# nothing when sshd runs them.
new_shell=/bin/zsh
access=com.apple.access_ssh

# attribute NAME of the account. A value with blanks stands in the next line.
attribute() {
  dscl . -read "/Users/$user" "$1" 2> /dev/null | sed -e "s/^$1://" -e 's/^ //' | tr -d '\n'
}

account_exists() {
  dscl . -read "/Users/$user" RecordName > /dev/null 2>&1
}

account_uid() {
  attribute UniqueID
}

account_gid() {
  attribute PrimaryGroupID
}

account_home() {
  attribute NFSHomeDirectory
}

account_shell() {
  attribute UserShell
}

# free_uid: below 500 an account is not shown at login. The system and Nix use
# lower ones.
free_uid() {
  dscl . -list /Users UniqueID | awk '{ taken[$2] } END { for (i = 450; i < 500; i++) if (!(i in taken)) { print i; exit } }'
}

create_account() {
  dscl . -create "/Users/$user"
}

# complete_account: the service takes one attribute at a time.
complete_account() {
  if ! marked "account.$user"; then
    return
  fi
  if [ ! "$(account_uid)" ]; then
    new_uid=${uid:-$(free_uid)}
    if [ ! "$new_uid" ]; then
      fail "no number between 450 and 499 is free: set uid in the remote block of $builder"
    fi
    need_attribute UniqueID "$new_uid"
  fi
  need_attribute PrimaryGroupID 20
  need_attribute NFSHomeDirectory "$home"
  need_attribute UserShell "$new_shell"
  need_attribute RealName 'Nix builds'
  need_attribute IsHidden 1
  need_attribute Password '*'
}

need_attribute() {
  if [ ! "$(attribute "$1")" ] && step "set $1 of the account $user"; then
    dscl . -create "/Users/$user" "$1" "$2"
  fi
}

delete_account() {
  dscl . -delete "/Users/$user"
}

set_shell() {
  dscl . -create "/Users/$user" UserShell "$1"
}

unlock() {
  :
}

# No password of a new account is right, and none locks it.
mend_password() {
  :
}

give_password_back() {
  :
}

# let_in: with Remote Login for some people only, they are in a group.
let_in() {
  if ! launchctl print system/com.openssh.sshd > /dev/null 2>&1; then
    warn "Remote Login is off: System Settings, General, Sharing (or: sudo systemsetup -setremotelogin on, in a terminal with Full Disk Access)"
  fi
  if ! dseditgroup -o read "$access" > /dev/null 2>&1; then
    return
  fi
  if dseditgroup -o checkmember -m "$user" "$access" > /dev/null 2>&1; then
    say "$user is in $access: unchanged"
  elif step "add $user to $access"; then
    mark "access.$user"
    dseditgroup -o edit -a "$user" -t user "$access"
  fi
}

keep_out() {
  if [ -s "$state/users" ]; then
    while IFS= read -r user; do
      if marked "access.$user" && step "take $user out of $access"; then
        dseditgroup -o edit -d "$user" -t user "$access"
        unmark "access.$user"
      fi
    done < "$state/users"
  fi
}

# as_account LINE runs it in the login shell, as sshd does. macOS has no setsid; sudo
# can give the program a terminal of its own (use_pty in sudoers, default since
# 1.9.14).
as_account() {
  sudo -n -u "$user" -- "$(account_shell)" -c "$1"
}

# launchd starts an sshd for each connection, which reads the files itself.
reload_sshd() {
  :
}

restart_nix() {
  for service in org.nixos.nix-daemon systems.determinate.nix-daemon; do
    if launchctl print "system/$service" > /dev/null 2>&1; then
      launchctl kickstart -k "system/$service"
    fi
  done
}
