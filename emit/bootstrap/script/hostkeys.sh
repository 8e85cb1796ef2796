# The public keys of this host, and what sshd says of itself.

find_sshd() {
  sshd=$(command -v sshd || :)
}

# ask_sshd ADDRESS: what it would do for the account from there. Where there is a
# Match block, it answers no question without a user.
ask_sshd() {
  effective=$("$sshd" -T -C "user=$user,host=$1,addr=$1" 2>&1)
}

# values NAME prints what sshd makes of a keyword.
values() {
  printf '%s\n' "$effective" | sed -n "s/^$1 //p"
}

print_host_keys() {
  find_sshd
  keys=$(host_key_files | while IFS= read -r file; do
    # sshd names keys that it would use if they were there.
    if [ -e "$file" ]; then
      awk 'NF >= 2 { print $1 " " $2; exit }' "${file%.pub}.pub" 2> /dev/null || :
    fi
  done)
  if [ ! "$keys" ]; then
    fail "sshd has no host keys here"
  fi
  printf '%s\n' "$keys"
}

host_key_files() {
  files=
  if [ "$sshd" ] && ask_sshd 127.0.0.1; then
    files=$(values hostkey)
  fi
  if [ "$files" ]; then
    printf '%s\n' "$files"
    return
  fi
  set +f
  for file in /etc/ssh/ssh_host_*_key.pub; do
    printf '%s\n' "${file%.pub}"
  done
  set -f
}
