#!/usr/bin/env bash
# PostgreSQL with pgvector and Redis for development and tests, on Debian without Docker.
#
#   npm run services              start both (and install what is missing, when run as root)
#   npm run services -- status    say whether both answer
#   npm run services -- down      stop both; their data stays
#
# They run beside whatever else is on the machine: own data folders, own ports, loopback only, not started at boot.
# The addresses are left in .services/env. Durability stays on (fsync, append-only file), because tests kill things.
#
# Rights: the role in DATABASE_URL is no superuser, so that tests run with the rights of a production role. It owns its
# database and may create others. `create extension if not exists vector` works for it in every new database: the
# pgvector built here is marked "trusted"; a packaged one that is not so marked is put into template1 instead.
set -euo pipefail
unset "${!PG@}" REDISCLI_AUTH # nobody's PGHOST or PGSERVICE shall lead us to another server

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$repo/.services
env_file=$state/env
oldest_postgres=15
oldest_redis=7
by_hand="start PostgreSQL >= $oldest_postgres with pgvector and Redis >= $oldest_redis yourself and set DATABASE_URL and REDIS_URL, or use docker compose"
undo=() # files to remove when this script ends, however it ends
cd /     # the system users may not be able to enter the caller's folder

say() { printf '%s\n' "$@"; }
die() { printf 'services: %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" -eq 0 ]; }
major() { printf '%s' "${1%%.*}"; }
clean_up() { if [ ${#undo[@]} -gt 0 ]; then rm -rf -- "${undo[@]}"; fi; }
trap clean_up EXIT

# Runs a command as a system user when we are root (PostgreSQL refuses to run as root), else as ourselves.
as() {
  local user=$1
  shift
  if is_root; then
    setpriv --reuid="$user" --regid="$(id -g "$user")" --init-groups --reset-env -- "$@" 9>&-
  else
    "$@" 9>&-
  fi
}
write_as() { as "$1" tee "$2" >/dev/null; } # USER FILE, content on stdin; into folders that only USER can read

# ---- where things are -----------------------------------------------------------------------------------------------

# The data normally lies in .services; where the system users cannot reach the repository, under /var/lib.
elsewhere=/var/lib/frontdesk-services/$(printf '%s' "$repo" | sha256sum | cut -c1-12)
set_home() {
  home=$1 pg_home=$1/postgres pg_data=$1/postgres/data redis_home=$1/redis
}
if [ ! -d "$state/postgres" ] && [ -d "$elsewhere/postgres" ]; then set_home "$elsewhere"; else set_home "$state"; fi

owner() { # FOLDER USER: whom the server of that data folder runs as
  if is_root && { [ ! -e "$1" ] || [ -O "$1" ]; }; then printf '%s' "$2"; elif [ -e "$1" ]; then stat -c %U "$1"; else id -un; fi
}
is_reachable() {
  local user probe
  for user in postgres redis; do
    probe=$(mktemp -d "$state/probe.XXXXXX")
    undo+=("$probe")
    { chown "$user" "$probe" && as "$user" test -w "$probe"; } 2>/dev/null || return 1
  done
}
make_home() {
  if [ ! -d "$pg_home" ] && is_root && ! is_reachable; then
    say "The postgres user cannot reach $state, so the data goes to $elsewhere."
    set_home "$elsewhere"
    mkdir -p "$home"
    chmod 755 "${home%/*}" "$home"
  fi
  pg_user=$(owner "$pg_home" postgres) redis_user=$(owner "$redis_home" redis)
  mkdir -p "$pg_home" "$redis_home"
  if [ ! -w "$pg_home" ] || [ ! -w "$redis_home" ]; then
    die "the data in $home belongs to another user; run this as root (sudo bash scripts/services.sh), or remove that folder to start afresh"
  fi
  chmod 700 "$pg_home" "$redis_home"
  if is_root; then
    chown "$pg_user:" "$pg_home"
    chown "$redis_user:" "$redis_home"
  fi
}

remembered() { sed -n "s#^$1=.*@\?127\.0\.0\.1:\([0-9]*\)/.*#\1#p" "$env_file" 2>/dev/null || true; }
remembered_password() { sed -n 's#^DATABASE_URL=postgres://frontdesk:\([^@]*\)@.*#\1#p' "$env_file" 2>/dev/null || true; }

# The first port from $1 on that nobody listens on, nor holds as the near end of a connection.
free_port() {
  local port=$1
  while { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true; } |
    awk -v end="$(printf ':%04X$' "$port")" '$2 ~ end && $4 ~ /^0[12A]$/ { found = 1 } END { exit !found }'; do
    port=$((port + 1))
  done
  printf '%s' "$port"
}
random_password() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# ---- what is installed ----------------------------------------------------------------------------------------------

has_pgvector() {
  [ -x "/usr/lib/postgresql/$1/bin/initdb" ] && [ -e "/usr/share/postgresql/$1/extension/vector.control" ] &&
    [ -e "/usr/lib/postgresql/$1/lib/vector.so" ]
}
# Sets pg_major and pg_bin: the version that made the data folder, else the newest one here that has pgvector.
find_postgres() {
  local made_by folder
  made_by=$(cat "$pg_data/PG_VERSION" 2>/dev/null || true) pg_major=
  for folder in /usr/lib/postgresql/*; do
    folder=${folder##*/}
    if has_pgvector "$folder" && [ "$folder" -ge "${pg_major:-$oldest_postgres}" ]; then pg_major=$folder; fi
  done
  pg_major=${made_by:-$pg_major} pg_bin=/usr/lib/postgresql/${made_by:-$pg_major}/bin
  [ -n "$pg_major" ] && has_pgvector "$pg_major"
}
find_redis() {
  local version
  version=$(redis-server --version 2>/dev/null | sed -n 's/.* v=\([0-9.]*\).*/\1/p')
  [ -n "$version" ] && [ "$(major "$version")" -ge "$oldest_redis" ] && command -v redis-cli >/dev/null
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null; }
quietly() { # runs a command, showing what it printed only when it fails
  local log
  log=$(mktemp)
  undo+=("$log")
  "$@" >"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }
}
apt_install() {
  say "Installing $* ..."
  quietly apt install -y --no-install-recommends --no-upgrade "$@" || die "apt could not install $*; mend that, or $by_hand"
}
# The Debian packages would start their own servers on the default ports: neither now nor at boot.
hold_default_services() {
  local policy=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/frontdesk-services.conf
  if [ ! -e "$policy" ]; then
    undo+=("$policy")
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  undo+=("$cluster")
  mkdir -p "${cluster%/*}"
  echo 'create_main_cluster = false' >"$cluster"
}
install_redis() {
  local new=
  dpkg -s redis-server >/dev/null 2>&1 || new=yes
  apt_install redis-server
  if [ -n "$new" ] && command -v systemctl >/dev/null; then systemctl disable --quiet redis-server 2>/dev/null || true; fi
  find_redis || die "this machine's Redis is older than $oldest_redis; $by_hand"
}
install_postgres() {
  local wanted packaged
  wanted=$(cat "$pg_data/PG_VERSION" 2>/dev/null || true)
  packaged=$(apt-cache search --names-only '^postgresql-[0-9]+-pgvector$' | sed 's/^postgresql-\([0-9]*\)-.*/\1/' | sort -n |
    awk -v wanted="$wanted" -v oldest="$oldest_postgres" 'wanted ? $1 == wanted : $1 >= oldest' | tail -n 1)
  if [ -n "$packaged" ]; then
    apt_install "postgresql-$packaged" "postgresql-$packaged-pgvector"
  else
    build_pgvector "$wanted"
  fi
  find_postgres || die "PostgreSQL ${wanted:->= $oldest_postgres} with pgvector is still not complete after the installation; $by_hand"
}

# Debian 12 has no pgvector, but the source package of the next release builds against its PostgreSQL. It is fetched and
# verified by apt, by way of a copy of the machine's own sources with the release's name replaced.
build_pgvector() {
  local version=$1 release next work file
  # shellcheck source=/dev/null
  release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
  case $release in
    bookworm) next=trixie ;;
    *) die "this release (${release:-unnamed}) has no package of pgvector for PostgreSQL ${version:->= $oldest_postgres}${version:+, which made the data in $home (remove it to start afresh)}; $by_hand" ;;
  esac
  version=${version:-15}
  apt_install "postgresql-$version" "postgresql-server-dev-$version" make gcc libc6-dev dpkg-dev

  work=$(mktemp -d)
  undo+=("$work")
  chmod 755 "$work" # apt downloads as a user of its own
  mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,src}
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    if [ -e "$file" ]; then
      sed -E -e "/^Suites:/ s/\<$release\>/$next/g" -e 's/^Types:.*/Types: deb-src/' \
        -e "/^deb(-src)?[[:space:]]/ { s/[[:space:]]$release/ $next/; s/^deb(-src)?/deb-src/ }" "$file" >"$work/sources/${file##*/}"
    fi
  done
  if id _apt >/dev/null 2>&1; then chown _apt "$work/src" "$work/lists/partial" "$work/cache/archives/partial"; fi
  local options=(-o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources" -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o Acquire::Languages=none)

  say "Building pgvector for PostgreSQL $version from the source package of Debian $next ..."
  apt "${options[@]}" update >"$work/apt.log" 2>&1 || true # another repository may lack that release; the download decides
  if ! (cd "$work/src" && apt "${options[@]}" source --download-only pgvector) >>"$work/apt.log" 2>&1; then
    tail -n 20 "$work/apt.log" >&2
    die "apt could not fetch the source of pgvector (its last lines are above); mend that, or $by_hand"
  fi
  quietly dpkg-source --no-check -x "$work"/src/pgvector_*.dsc "$work/pgvector" # apt has checked the signature already
  grep -q '^trusted' "$work/pgvector/vector.control" || echo 'trusted = true' >>"$work/pgvector/vector.control"
  # OPTFLAGS: no -march=native, so that it also runs on a copy of this machine with an older processor.
  quietly make -C "$work/pgvector" "PG_CONFIG=/usr/lib/postgresql/$version/bin/pg_config" OPTFLAGS="" with_llvm=no all install ||
    die "pgvector did not build (its last lines are above); $by_hand"
}

install_missing() {
  local missing=()
  find_postgres || missing+=("PostgreSQL ${pg_major:->= $oldest_postgres} with pgvector")
  find_redis || missing+=("Redis >= $oldest_redis")
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  local list
  list=$(printf ' and %s' "${missing[@]}")
  list=${list# and }
  is_root || die "missing: $list. Run this once as root to install it (sudo bash scripts/services.sh), or $by_hand"
  say "Missing: $list."
  quietly apt update || die "apt-get update failed (its last lines are above); mend that, or $by_hand"
  hold_default_services
  find_redis || install_redis
  find_postgres || install_postgres
}

# Lives, and is not merely a dead process that nobody has reaped (common in containers).
lives() { [ -n "$1" ] && [ -n "$(tr -d '\0' 2>/dev/null <"/proc/$1/cmdline")" ]; } 2>/dev/null

# ---- PostgreSQL -----------------------------------------------------------------------------------------------------

sql() { # ROLE PASSWORD PORT DATABASE, statements on stdin (kept off the command line, which everybody can read)
  local psql
  psql=$(printf '%s\n' /usr/lib/postgresql/*/bin/psql | sort -V | tail -n 1)
  PGPASSWORD=$2 "$psql" -XqAt -v ON_ERROR_STOP=1 "host=127.0.0.1 port=$3 user=$1 dbname=$4 connect_timeout=5 sslmode=disable"
}
postgres_answers() {
  local port password
  port=$(remembered DATABASE_URL) password=$(remembered_password)
  [ -n "$port" ] && [ -n "$password" ] && sql frontdesk "$password" "$port" frontdesk <<<'select 1' >/dev/null 2>&1
}
make_cluster() {
  say "Making a PostgreSQL $pg_major data folder in $pg_data ..."
  rm -rf "$pg_data.new"
  random_password | write_as "$pg_user" "$pg_home/superuser-password"
  quietly as "$pg_user" "$pg_bin/initdb" -D "$pg_data.new" -U postgres --pwfile="$pg_home/superuser-password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 || die "initdb failed (its last lines are above)"
  as "$pg_user" tee -a "$pg_data.new/postgresql.conf" >/dev/null <<<"include 'frontdesk.conf'"
  mv "$pg_data.new" "$pg_data"
}
postmaster() { sed -n 1p "$pg_data/postmaster.pid" 2>/dev/null || true; }
postgres_runs() { lives "$(postmaster)" && as "$1" "$pg_bin/pg_ctl" -D "$pg_data" status >/dev/null 2>&1; } # USER
start_postgres() {
  local log=$pg_home/log pid tries=0
  if [ ! -e "$pg_data/PG_VERSION" ]; then make_cluster; fi
  if postgres_runs "$pg_user"; then
    pg_port=$(sed -n 4p "$pg_data/postmaster.pid")
    return
  fi
  pid=$(postmaster)
  if [ -e "/proc/${pid:-none}" ] && ! lives "$pid"; then rm -f "$pg_data/postmaster.pid"; fi # PostgreSQL would believe the dead
  pg_port=$(remembered DATABASE_URL)
  pg_port=$(free_port "${pg_port:-55432}")
  write_as "$pg_user" "$pg_data/frontdesk.conf" <<<"# written by scripts/services.sh
listen_addresses = '127.0.0.1'
port = $pg_port
unix_socket_directories = ''
max_connections = 200"
  # After a kill -9 the last backends need a moment to notice; until then a new server refuses to start.
  until as "$pg_user" "$pg_bin/pg_ctl" -D "$pg_data" -l "$log" -w -t 120 start >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 5 ]; then tail -n 20 "$log" >&2; die "PostgreSQL did not start; the end of $log is above"; fi
    sleep 1
  done
}
prepare_database() {
  local password superuser
  password=$(remembered_password)
  password=${password:-$(random_password)}
  superuser=$(cat "$pg_home/superuser-password")
  if ! grep -q '^trusted *= *true' "/usr/share/postgresql/$pg_major/extension/vector.control"; then
    sql postgres "$superuser" "$pg_port" template1 <<<'set client_min_messages = warning; create extension if not exists vector'
  fi
  sql postgres "$superuser" "$pg_port" postgres <<EOT || die "the database could not be set up; see $pg_home/log"
select 'create role frontdesk' where not exists (select from pg_roles where rolname = 'frontdesk') \gexec
alter role frontdesk login createdb password '$password';
select 'create database frontdesk owner frontdesk' where not exists (select from pg_database where datname = 'frontdesk') \gexec
EOT
  database_url=postgres://frontdesk:$password@127.0.0.1:$pg_port/frontdesk
}
stop_postgres() {
  local user
  if [ ! -e "$pg_home" ]; then return; fi
  user=$(owner "$pg_home" postgres)
  if [ ! -r "$pg_home" ]; then die "PostgreSQL runs as another user here; run this as root"; fi
  find_postgres || return 0
  if postgres_runs "$user"; then
    as "$user" "$pg_bin/pg_ctl" -D "$pg_data" -m fast -w -t 60 stop >/dev/null || die "PostgreSQL did not stop; see $pg_home/log"
  fi
}

# ---- Redis ----------------------------------------------------------------------------------------------------------

redis() { redis-cli -h 127.0.0.1 -p "$@" 2>/dev/null; } # PORT COMMAND
redis_is_ours() { [ -n "$1" ] && [ "$(redis "$1" config get dir | tail -n 1)" = "$redis_home" ]; }
redis_answers() {
  local port
  port=$(remembered REDIS_URL)
  redis_is_ours "$port" && [ "$(redis "$port" ping)" = PONG ]
}
redis_conf_port() { sed -n 's/^port //p' "$redis_home/redis.conf" 2>/dev/null || true; }
start_redis() {
  local tries=0
  redis_port=$(redis_conf_port)
  if ! redis_is_ours "$redis_port"; then
    redis_port=$(remembered REDIS_URL)
    redis_port=$(free_port "${redis_port:-56379}")
    write_as "$redis_user" "$redis_home/redis.conf" <<<"# written by scripts/services.sh
bind 127.0.0.1
port $redis_port
dir \"$redis_home\"
logfile \"$redis_home/log\"
pidfile \"$redis_home/pid\"
daemonize yes
appendonly yes
maxmemory-policy noeviction"
    as "$redis_user" redis-server "$redis_home/redis.conf" || die "Redis did not start; see $redis_home/log"
  fi
  until [ "$(redis "$redis_port" ping)" = PONG ]; do # also while it reads its data back in
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ]; then tail -n 10 "$redis_home/log" >&2; die "Redis does not answer; the end of $redis_home/log is above"; fi
    sleep 0.2
  done
  redis_url=redis://127.0.0.1:$redis_port/0
}
stop_redis() {
  local port pid tries=0
  if [ ! -e "$redis_home" ]; then return; fi
  port=$(redis_conf_port)
  port=${port:-$(remembered REDIS_URL)}
  redis_is_ours "$port" || return 0
  pid=$(redis "$port" info server | tr -d '\r' | sed -n 's/^process_id://p')
  redis "$port" shutdown || true
  while lives "$pid"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then die "Redis did not stop; see $redis_home/log"; fi
    sleep 0.1
  done
}

# ---- commands -------------------------------------------------------------------------------------------------------

take_turn() { # one at a time in this checkout
  if [ ! -d "$state" ]; then mkdir "$state" && chmod 755 "$state"; fi
  if [ ! -w "$state" ]; then die "$state belongs to another user; run this as root (sudo bash scripts/services.sh)"; fi
  echo '*' >"$state/.gitignore"
  exec 9>>"$state/lock"
  flock -w 900 9 || die "another run of this script holds $state/lock"
}
explain() {
  say "" "$(cat "$env_file")" ""
  # shellcheck disable=SC2016 # the last line is for the reader's shell
  say "npm test finds these by itself. To run the product on them (a server on PostgreSQL wants its own secret):" \
    '  set -a; . .services/env; SESSION_SECRET=$(openssl rand -hex 32); set +a; npm start'
}
up() {
  if ! command -v apt-get >/dev/null || ! command -v setpriv >/dev/null; then die "this script knows Debian only; $by_hand"; fi
  if ! postgres_answers || ! redis_answers; then
    take_turn
    install_missing
    make_home
    start_postgres
    prepare_database
    start_redis
    (umask 077 && printf 'DATABASE_URL=%s\nREDIS_URL=%s\n' "$database_url" "$redis_url" >"$env_file.new")
    chown --reference="$repo" "$env_file.new" # whoever started us with sudo may read it
    mv "$env_file.new" "$env_file"
    if ! postgres_answers || ! redis_answers; then die "the servers run but do not answer; see the logs in $home"; fi
  fi
  say "PostgreSQL and Redis answer. Their data is in $home." "$(explain)"
}
down() {
  if [ -d "$state" ]; then
    take_turn
    stop_redis
    stop_postgres
  fi
  say "services down. Their data stays in $home."
}
status() {
  local code=0
  if postgres_answers; then say "PostgreSQL answers on 127.0.0.1:$(remembered DATABASE_URL)"; else say "PostgreSQL is down"; code=1; fi
  if redis_answers; then say "Redis answers on 127.0.0.1:$(remembered REDIS_URL)"; else say "Redis is down"; code=1; fi
  return "$code"
}

case ${1:-up} in
  up | down | status) "${1:-up}" ;;
  *) die "unknown command '$1'; there are: up (the default), down, status" ;;
esac
