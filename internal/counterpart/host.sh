# host.sh ROOT NAME [FOLDER...]
# Makes a machine in new mount, process and host name namespaces: programs are
# those of the real one, read-only; everything else is empty or made here, in
# memory. FOLDERs are visible at their own paths. Stays until stdin is closed.
set -eu
root=$1 name=$2
shift 2
umask 022

mount --make-rprivate /
mount -t tmpfs -o mode=0755 tmpfs "$root"
cd "$root"
mkdir -p usr proc dev etc nix root run/sshd run/lock tmp home opt srv var/lib var/log var/cache var/empty old
chmod 1777 tmp
mkdir -m 1775 nix/store
chown 0:30000 nix/store # nixbld, as Nix itself leaves it
chmod 0711 root # FOLDERs may be in there, which builders have to reach
ln -s ../run var/run
for dir in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$dir" ]; then
    cp -a "/$dir" "$dir"
  elif [ -d "/$dir" ]; then
    mkdir "$dir"
    mount --bind "/$dir" "$dir"
  fi
done
mount --rbind /usr usr
mount -o remount,bind,ro usr
# Not all of /dev: a socket of the real syslog may be in it.
for file in null zero full random urandom tty; do
  : > "dev/$file"
  mount --bind "/dev/$file" "dev/$file"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t proc proc proc
for dir; do
  mkdir -p "./$dir"
  mount --bind "$dir" "./$dir"
done

for file in alternatives bash.bashrc default environment host.conf ld.so.cache ld.so.conf ld.so.conf.d \
  localtime login.defs nsswitch.conf pam.conf pam.d profile protocols security services shells skel; do
  if [ -e "/etc/$file" ]; then cp -a "/etc/$file" etc/; fi
done
echo "127.0.0.1 localhost $name" > etc/hosts
echo "$name" > etc/hostname
echo "$name" > proc/sys/kernel/hostname

pivot_root . old
cd /
umount -l old
rmdir old
echo ready
read -r _ || :
