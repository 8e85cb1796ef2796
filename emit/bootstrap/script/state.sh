# What was made is noted before it is made, a file for each thing, so that
# --remove takes back that and nothing else, wherever an earlier run ended.

open_state() {
  if [ ! -d "$state" ]; then
    mkdir -p "$state"
  fi
  chmod 0700 "$state"
}

# mark NAME TEXT: the first text stays, since it says how things were.
mark() {
  if [ ! -s "$state/$1" ]; then
    printf '%s\n' "${2-yes}" > "$state/$1"
  fi
}

marked() {
  [ -s "$state/$1" ]
}

mark_text() {
  cat "$state/$1" 2> /dev/null || :
}

unmark() {
  rm -f "$state/$1"
}

# list NAME LINE adds a line that is not there yet.
list() {
  if ! grep -q -x -F -e "$2" "$state/$1" 2> /dev/null; then
    printf '%s\n' "$2" >> "$state/$1"
  fi
}

close_state() {
  rm -rf "$state"
  rmdir -p "${state%/*}" 2> /dev/null || :
}

# A file that a program has to accept is kept as it was until that program has
# read the new one: keep TAG FILE before the change, then settle or take_back.
# Until then the change is pending, also for the next run.
keep() {
  if pending "$1"; then
    return
  fi
  if [ -e "$2" ]; then
    cp -p "$2" "$state/.copy"
    mv -f "$state/.copy" "$state/$1.before"
  else
    mark "$1.absent"
  fi
}

would_change=
pending() {
  case $would_change in
    *" $1 "*) return 0 ;;
  esac
  [ -e "$state/$1.before" ] || [ -e "$state/$1.absent" ]
}

settle() {
  rm -f "$state/$1.before" "$state/$1.absent"
}

take_back() {
  if [ -e "$state/$1.before" ]; then
    temp_for "$2"
    cp -p "$state/$1.before" "$temp"
    mv -f "$temp" "$2"
    label "$2"
  elif [ -e "$state/$1.absent" ]; then
    rm -f "$2"
  fi
  settle "$1"
}
