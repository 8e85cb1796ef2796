# Runs a script on what stands in for this machine, in a mount namespace of its
# own: empty folders in the places of those that an install changes, with what
# programs need of them.
#
#   sh -eu machine.sh WORK SCRIPT
mkdir "$1/keep"
for f in passwd group nsswitch.conf ld.so.cache; do
  [ ! -e "/etc/$f" ] || cp -a "/etc/$f" "$1/keep"
done
for d in /etc /var/lib /run; do mount -t tmpfs -o mode=755 tmpfs "$d"; done
cp -a "$1/keep/." /etc
{
  echo "root:x:0:0::/run/root:/bin/sh"
  echo "nixuser:x:31001:31001::/run/nixuser:/bin/sh"
  grep -v -e '^root:' -e '^nixuser:' "$1/keep/passwd"
} > /etc/passwd
mkdir -p /etc/ssh/ssh_config.d /run/root /run/nixuser/.ssh /run/systemd/system /etc/systemd/system
printf 'Include /etc/ssh/ssh_config.d/*.conf\nHost *\n  HashKnownHosts yes\n' > /etc/ssh/ssh_config
touch /etc/systemd/system/nix-daemon.service
chown -R 31001:31001 /run/nixuser
# A stand-in records how the daemon is restarted.
mkdir "$1/bin"
printf '#!/bin/sh\necho "called: ${0##*/} $*"\n' > "$1/bin/systemctl"
chmod 755 "$1/bin/systemctl"
PATH=$1/bin:$PATH
cd "$1"
. "$2"
