#!/bin/sh
# getnix.sh SUITE OUT
# Unpacks the nix-bin of another Debian suite, with its libraries, into OUT/root,
# and writes wrappers into OUT/bin that run it beside the host's own. Needs apt and
# dpkg, but no root and no chroot: any user can have several versions of Nix.
set -eu
suite=$1
out=$2
[ ! -x "$out/bin/nix-build" ] || exit 0

for program in apt-get dpkg-deb tar; do
  command -v "$program" > /dev/null || { echo "getnix: no $program on this host" >&2; exit 1; }
done
# The mirror is the one that this host's apt uses; --print-uris fetches nothing.
mirror=$(apt-get --print-uris update | sed -n "s,^'\(.*/debian/\)dists/.*,\1,p" | head -n 1)
[ -n "$mirror" ] || { echo "getnix: this host's apt has no mirror of Debian" >&2; exit 1; }

# Everything happens in a folder of this run, which is renamed at the end: no
# half-unpacked Nix is ever found, whatever interrupts us.
rm -rf "$out"
mkdir -p "$(dirname "$out")"
part=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$part"' EXIT
trap 'exit 1' HUP INT TERM
apt=$part/apt
root=$part/root
mkdir -p "$apt/lists/partial" "$apt/archives/partial" "$apt/etc/apt.conf.d" "$root" "$part/bin"

# An empty status makes apt resolve everything that nix-bin needs, down to libc.
: > "$apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] $mirror $suite main" > "$apt/etc/sources.list"
private_apt() {
  apt-get -q -o Dir::Etc="$apt/etc" -o Dir::Etc::sourcelist="$apt/etc/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" \
    -o Dir::Cache="$apt" -o Dir::Cache::archives="$apt/archives" -o Debug::NoLocking=1 -o APT::Sandbox::User= \
    -o APT::Install-Recommends=false -o Acquire::Languages=none "$@" > "$apt/log" 2>&1 || { cat "$apt/log" >&2; exit 1; }
}
private_apt update
# Packages stay in place even where the host's apt is told to clean up (docker-clean).
private_apt -o DPkg::Post-Invoke= -o APT::Keep-Downloaded-Packages=true install -y --download-only nix-bin

# Suites with a merged /usr: the links come first, or an old package's /lib would
# become a folder.
for dir in bin sbin lib lib64; do
  mkdir -p "$root/usr/$dir"
  ln -s "usr/$dir" "$root/$dir"
done
for deb in "$apt"/archives/*.deb; do
  case ${deb##*/} in perl*) continue ;; esac # large, and Nix does not run it
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink --no-same-owner \
    --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale
done
rm -rf "$apt"

# The suite's own loader and libraries, since the host's libc may be older.
# NIX_BIN_DIR makes the build hook a wrapper, too: without it Nix would take the
# loader in /proc/self/exe for itself.
loader=$(find "$root/usr/lib" "$root/usr/lib64" -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)
loader=$out${loader#"$part"}
libs=$(find "$root/usr/lib" -maxdepth 1 -name '*-linux-gnu*' | head -n 1)
libs=$out${libs#"$part"}:$out/root/usr/lib/nix
for program in nix nix-build nix-daemon nix-instantiate nix-store; do
  cat > "$part/bin/$program" <<WRAPPER
#!/bin/sh
NIX_BIN_DIR='$out/bin' exec '$loader' --library-path '$libs' --argv0 $program '$out/root/usr/bin/nix' "\$@"
WRAPPER
  chmod 755 "$part/bin/$program"
done
chmod 755 "$part"
# Another run may have been faster.
mv -T "$part" "$out" 2> /dev/null || [ -x "$out/bin/nix-build" ]
"$out/bin/nix-build" --version > /dev/null || { rm -rf "$out"; exit 1; }
