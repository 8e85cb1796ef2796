# Linux: accounts of shadow-utils or busybox.

state=/var/lib/buildmachines/bootstrap
new_shell=/bin/sh

# passwd_field N reads what the system knows of the account, wherever it is from.
passwd_field() {
  { getent passwd "$user" 2> /dev/null || grep "^$user:" /etc/passwd || :; } |
    awk -F: -v user="$user" -v n="$1" '$1 == user { print $n; exit }'
}

account_exists() {
  [ "$(passwd_field 1)" ]
}

account_uid() {
  passwd_field 3
}

account_gid() {
  passwd_field 4
}

account_home() {
  passwd_field 6
}

account_shell() {
  passwd_field 7
}

group_exists() {
  getent group "$user" > /dev/null 2>&1 || grep -q "^$user:" /etc/group
}

create_account() {
  if ! group_exists; then
    mark "group.$user"
    if has groupadd; then
      groupadd -r "$user"
    else
      addgroup -S "$user"
    fi
  fi
  if has useradd; then
    useradd -r -M -g "$user" -d "$home" -s "$new_shell" -c 'Nix builds' ${uid:+-u "$uid"} "$user"
  else
    adduser -S -D -H -G "$user" -h "$home" -s "$new_shell" -g 'Nix builds' ${uid:+-u "$uid"} "$user"
  fi
}

complete_account() {
  :
}

delete_account() {
  if has userdel; then
    userdel "$user" || fail "end the processes of $user, and run this again"
  else
    deluser "$user"
  fi
  if marked "group.$user" && group_exists; then
    if has groupdel; then
      groupdel "$user"
    else
      delgroup "$user"
    fi
  fi
}

# lock FILE as the programs of shadow-utils do, which wait for one another. A
# lock of a process that is gone is nobody's.
lock() {
  mark locked "$1.lock"
  if ! (set -C && printf '%s' "$$" > "$1.lock") 2> /dev/null; then
    owner=$(cat "$1.lock" 2> /dev/null || :)
    if kill -0 "${owner:-x}" 2> /dev/null; then
      fail "process $owner is changing $1; run this again"
    fi
    printf '%s' "$$" > "$1.lock"
  fi
}

# unlock what an earlier run of ours left locked, too.
unlock() {
  if marked locked; then
    rm -f "$(mark_text locked)"
    clean "$(mark_text locked | sed 's/\.lock$//')"
    unmark locked
  fi
}

# set_field FILE N VALUE. No program of every system does it: busybox has no
# usermod, and chpasswd -e of shadow 4.19 refuses "*".
set_field() {
  lock "$1"
  text=$(VALUE=$3 awk -F: -v OFS=: -v user="$user" -v n="$2" '$1 == user { $n = ENVIRON["VALUE"] } { print }' "$1" && printf x)
  rewrite "$1" "${text%x}"
  unlock
}

set_shell() {
  if has usermod; then
    usermod -s "$1" "$user"
  else
    set_field /etc/passwd 7 "$1"
  fi
}

password_field() {
  awk -F: -v user="$user" '$1 == user { print $2; exit }' /etc/shadow 2> /dev/null || :
}

# mend_password: "!" says that the account is locked, to an sshd without PAM
# (allowed_user in auth.c). "*" only says that no password is right. What stands
# behind it stays.
mend_password() {
  field=$(password_field)
  case $field in
    '!'*) ;;
    *) return ;;
  esac
  if marked "account.$user"; then
    if step "let the account $user in, without a password"; then
      set_field /etc/shadow 2 '*'
    fi
  elif step "unlock the account $user for keys; no password becomes right"; then
    mark "password.$user"
    set_field /etc/shadow 2 "*$field"
  fi
}

give_password_back() {
  field=$(password_field)
  case $field in
    '*!'*)
      if marked "password.$user" && step "lock the account $user again"; then
        set_field /etc/shadow 2 "${field#?}"
      fi
      ;;
  esac
}

let_in() {
  :
}

keep_out() {
  :
}

# as_account LINE runs it in the login shell, as sshd does, but without a terminal.
as_account() {
  shell=$(account_shell)
  if has runuser; then
    apart runuser -u "$user" -- "${shell:-/bin/sh}" -c "$1"
  else
    apart su -s "${shell:-/bin/sh}" "$user" -c "$1"
  fi
}
