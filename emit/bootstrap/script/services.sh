# The services of Linux: systemd, OpenRC or neither.

manager() {
  if [ -d /run/systemd/system ] && has systemctl; then
    echo systemd
  elif [ -d /run/openrc ] && has rc-service; then
    echo openrc
  fi
}

reload_sshd() {
  case $(manager) in
    systemd)
      for unit in ssh.service sshd.service; do
        if systemctl is-active --quiet "$unit"; then
          systemctl reload "$unit"
          return
        fi
      done
      ;;
    openrc)
      if rc-service --quiet sshd status; then
        rc-service sshd reload
      fi
      return
      ;;
  esac
  # What nobody manages, and what systemd starts for each connection.
  pid=
  if [ "$sshd" ] && ask_sshd 127.0.0.1; then
    pid=$(cat "$(values pidfile)" 2> /dev/null || :)
  fi
  if [ "$pid" ] && [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = sshd ]; then
    kill -HUP "$pid"
  else
    say "sshd does not run: it reads its configuration when it starts"
  fi
}

restart_nix() {
  case $(manager) in
    systemd)
      # Without a running service, its socket starts one that reads the new file.
      if systemctl is-active --quiet nix-daemon.service; then
        systemctl restart nix-daemon.service
      fi
      ;;
    openrc)
      if rc-service --quiet nix-daemon status; then
        rc-service nix-daemon restart
      fi
      ;;
    *) say "restart nix-daemon if it runs: it reads its configuration when it starts" ;;
  esac
}
