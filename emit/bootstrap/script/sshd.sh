# sshd: a file of ours where sshd_config includes one, else a block in it.

# sshd_reads: on a machine where sshd never ran, the folder is missing that its
# start-up script makes.
sshd_reads() {
  if said=$("$sshd" -t 2>&1); then
    return 0
  fi
  said=$(printf '%s' "$said" | tr -d '\r')
  case $said in
    *'privilege separation directory: /'*)
      if [ "$dry_run" ]; then
        return 0
      fi
      mkdir -p "/${said#*directory: /}"
      "$sshd" -t
      ;;
    *) return 1 ;;
  esac
}

# need_sshd: what is broken before is not ours to change.
need_sshd() {
  find_sshd
  if [ ! "$sshd" ] || [ ! -e "$sshd_file" ]; then
    fail "there is no sshd. Install it (openssh-server), and run this again; nothing was changed"
  fi
  need_editable "$sshd_file"
  need_block "$sshd_file"
  if ! sshd_reads && [ ! "$dry_run" ]; then
    take_back sshd "$sshd_file"
    take_back dropin "$dropin_file"
  fi
  if ! sshd_reads; then
    fail "sshd cannot read its configuration: $said. Nothing was changed (ssh-keygen -A makes host keys)"
  fi
}

# includes_dropin: before the first Match, else the file counts for some only.
includes_dropin() {
  awk -v folder="${dropin_file%/*}" '
    tolower($1) ~ /^match(=|$)/ { exit }
    tolower($1) == "include" {
      for (i = 2; i <= NF; i++) {
        gsub(/"/, "", $i)
        if ($i == folder "/*.conf" || $i == folder "/*" || $i == "sshd_config.d/*.conf" || $i == "sshd_config.d/*") found = 1
      }
    }
    END { exit !found }
  ' "$sshd_file"
}

# with_block puts ours before the first Match: MaxStartups counts outside of
# them only, and the first block that matches wins. What follows "Match All"
# could be nothing but another Match.
with_block() {
  ahead=$(printf '%s' "$text" | awk 'tolower($1) ~ /^match(=|$)/ { exit } { print }' && printf x)
  ahead=${ahead%x}
  case $text in
    "$ahead"?*) text=$ahead$begin$nl$sshd_config$end$nl${text#"$ahead"} ;;
    *)
      ended sshd
      text=$text$begin$nl$sshd_config$end$nl
      ;;
  esac
}

set_up_sshd() {
  startups_before=$(startups)
  without_block "$sshd_file" sshd
  if includes_dropin; then
    wanted=$text
    put_file "$dropin_file" 0644 "$sshd_config" dropin
  else
    with_block
    wanted=$text
    remove_file "$dropin_file" dropin
  fi
  text_of "$sshd_file"
  if [ "$text" != "$wanted" ]; then
    edit "$sshd_file" "$wanted" sshd "edit the block of buildmachines in $sshd_file"
  else
    say "$sshd_file: unchanged"
  fi
  if [ ! "$dry_run" ]; then
    verify_sshd
  fi
}

verify_sshd() {
  if sshd_reads; then
    problems=$(in_the_way)
  else
    problems="sshd does not read our lines: $said"
  fi
  if [ "$problems" ]; then
    take_back sshd "$sshd_file"
    take_back dropin "$dropin_file"
    fail "$problems$nl  What sshd reads is as it was; mend that, and run this again"
  fi
  say "sshd takes the keys of $user from $keys_file"
  verify_startups
}

# verify_startups looks at both numbers of START:RATE:FULL. Ours has a FULL of twice
# START.
verify_startups() {
  startups_now=$(startups)
  start=${startups_now%%:*} full=${startups_now##*:}
  start_before=${startups_before%%:*} full_before=${startups_before##*:}
  enough=$(((${full_before:-0} + 1) / 2))
  if [ "$enough" -lt "${start_before:-0}" ]; then
    enough=$start_before
  fi
  if [ "${start:-0}" -lt "$max_startups" ]; then
    warn "sshd lets $start connections wait, not $max_startups: another line sets MaxStartups. Change it there"
  elif [ "$startups_before" = 10:30:100 ]; then
    : # the default of sshd, which nobody chose
  elif [ "$start" -lt "${start_before:-0}" ] || [ "$full" -lt "${full_before:-0}" ]; then
    warn "sshd had MaxStartups $startups_before for everybody, and now has $startups_now: set max_startups = $enough in the remote block of $builder"
  fi
}

# startups is how many connections may wait. Of several lines, the last one
# counts in some versions, and the first in others.
startups() {
  if ask_sshd 127.0.0.1; then
    values maxstartups
  fi
}

# in_the_way tells what keeps the account out, with the rule that does it.
in_the_way() {
  for address in $addresses; do
    if ! ask_sshd "$address"; then
      printf 'sshd -T fails: %s\n' "$effective"
      return
    fi
    found=$(
      expect authorizedkeysfile "$keys_file"
      expect authorizedkeyscommand none
      expect authenticationmethods publickey
      expect pubkeyauthentication yes
      expect forcecommand none
      expect chrootdirectory none
      expect trustedusercakeys none
      expect acceptenv BUILDMACHINES_NONE
      expect_daemon
      check_lists
    )
    if [ "$found" ]; then
      printf '%s\n' "$found"
      return
    fi
  done
}

# expect KEYWORD VALUE: old versions do not print all of them. What is a list, like
# AcceptEnv, has a line for each of its words.
expect() {
  got=$(values "$1" | tr '\n' ' ')
  got=${got% }
  if [ "$got" ] && [ "$got" != "$2" ]; then
    printf 'for %s from %s, sshd uses "%s %s" in place of "%s". An earlier Match block says so: add "User *,!%s" to its Match line\n' "$user" "$address" "$1" "$got" "$2" "$user"
  fi
}

# expect_daemon: without a wrapper, sshd keeps Nix from choosing a store. Of all
# SetEnv lines of a block, the first one counts.
expect_daemon() {
  got=$nl$(values setenv)$nl
  if [ "$wrapper" ]; then
    return
  fi
  case $got in
    "$nl$nl" | *"${nl}NIX_REMOTE=daemon$nl"*) ;;
    *) printf 'for %s from %s, sshd does not set NIX_REMOTE=daemon. A SetEnv in an earlier Match block hides ours: add "User *,!%s" to its Match line\n' "$user" "$address" "$user" ;;
  esac
}

check_lists() {
  groups=$(id -Gn "$user" 2> /dev/null || :)
  for keyword in denyusers denygroups; do
    if found_in "$keyword"; then
      printf '"%s %s" keeps the account %s out: take it out of that line\n' "$keyword" "$pattern" "$user"
    fi
  done
  if [ "$(values allowusers)" ] && ! found_in allowusers; then
    printf 'AllowUsers does not name the account %s: write "AllowUsers %s" beside the other lines\n' "$user" "$user"
  fi
  if [ "$(values allowgroups)" ] && ! found_in allowgroups; then
    printf 'AllowGroups names no group of the account %s: write "AllowGroups %s" beside the other lines\n' "$user" "${groups%% *}"
  fi
}

# found_in KEYWORD: a pattern of the list matches the account or its groups. Of
# USER@HOST, the user counts.
found_in() {
  names=$user
  case $1 in
    *groups) names=$groups ;;
  esac
  for pattern in $(values "$1"); do
    for name in $names; do
      # shellcheck disable=SC2254 # a pattern
      case $name in
        ${pattern%%@*}) return 0 ;;
      esac
    done
  done
  return 1
}

remove_sshd() {
  find_sshd
  remove_file "$dropin_file" dropin
  clean "$sshd_file"
  if [ -e "$sshd_file" ]; then
    need_block "$sshd_file"
    without_block "$sshd_file" sshd
    wanted=$text
    text_of "$sshd_file"
    if [ "$text" != "$wanted" ]; then
      edit "$sshd_file" "$wanted" sshd "take the block of buildmachines out of $sshd_file"
    fi
  fi
}
