#!/usr/bin/env bash
# Measures liquibase:diff on a model of N tables against a database that matches it, with stock Liquibase +
# liquibase-hibernate and Alembic on the same database in the same run: wall time, memory, and the changes that each
# writes although there are none. Needs a PostgreSQL server's programs (initdb, pg_ctl) and, for its row, Alembic.
#
#   src/bench/run.sh [N]        N tables, 500 by default
#
# The models of stock Liquibase and Alembic hang together as a tree: on a chain of 500 foreign keys stock overflows its
# stack. This project's is measured on both.
set -euo pipefail
n=${1:-500}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
bin=$(dirname "$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb | tail -1)")
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
port=$((20000 + RANDOM % 20000))

cleanup() {
  as_owner "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"
mkdir "$work/pg" && [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
(cd "$work/pg" && as_owner "$bin/initdb" -D "$work/pg/data" -U bench -A trust >/dev/null &&
  as_owner "$bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null)
psql() { command psql -q -h 127.0.0.1 -p "$port" -U bench "$@"; }
export DATABASE_URL=

# Runs a command and prints its wall time in seconds and its memory in MB.
measure() {
  python3 - "$@" <<'PY'
import resource, subprocess, sys, time
start = time.time()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
seconds = time.time() - start
open("last.log", "w").write(done.stdout)
print(f"{seconds:.1f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} {done.returncode}")
PY
}

# A project of this repository's classes and the bench's entities, on a database of its own.
project() {
  local shape=$1
  mkdir -p "$work/$shape/changelog/changes"
  cp -r "$root/pom.xml" "$root/.mvn" "$work/$shape/"
  mkdir "$work/$shape/src" && cp -r "$root/src/main" "$work/$shape/src/"
  printf 'databaseChangeLog: []\n' >"$work/$shape/changelog/db.changelog-master.yaml"
  python3 "$here/entities.py" "$n" "$shape" "$work/$shape/src/main/java" "$work/models_$shape.py"
  psql -d postgres -c "create database $shape"
}
goal() { mvn -q -B "$@" -Dmodel.packages=bench -Dliquibase.username=bench; }

report() { printf '%-66s %8s s %6s MB   %s\n' "$@"; }

for shape in chain tree; do
  project "$shape"
  cd "$work/$shape"
  url="-Dliquibase.url=jdbc:postgresql://127.0.0.1:$port/$shape"
  goal compile liquibase:diff "$url" -Dmessage=all >/dev/null
  goal liquibase:update "$url" >/dev/null
  for known in "" " since the last diff"; do
    for run in 1 2 3; do
      # Without what the last diff has left in target/, all of it is computed again.
      [ -n "$known" ] || rm -f target/jarvis-*.bin
      measure mvn -q -B liquibase:diff "$url" -Dmodel.packages=bench -Dliquibase.username=bench
    done | sort -n >"$work/$shape.times"
    read -r seconds memory code <<<"$(sed -n 2p "$work/$shape.times")"
    [ "$code" = 0 ] || { cat last.log; exit 1; }
    files=$(ls changelog/changes | wc -l)
    report "this project, $shape of $n, nothing changed$known" "$seconds" "$memory" "$((files - 1)) bogus migrations"
    [ -n "$known" ] && ours=$seconds || uncached=$seconds
  done
done

cd "$work/tree"
sed -i 's/String name;/String name; @Column(length = 7) String extra;/' src/main/java/bench/T7.java
goal compile >/dev/null
read -r seconds memory code <<<"$(measure mvn -q -B liquibase:diff "$url" -Dmodel.packages=bench -Dliquibase.username=bench)"
[ "$code" = 0 ] && [ "$(ls changelog/changes | wc -l)" = 2 ] || { cat last.log; exit 1; }
report "this project, one column added" "$seconds" "$memory" "$(grep -c '[-+~>] column' last.log) change"

mkdir -p "$work/stock/src/main/java" "$work/stock/src/main/resources"
cd "$work/stock"
cp -r "$work/tree/src/main/java/bench" src/main/java/
sed -i 's/ @Column(length = 7) String extra;//' src/main/java/bench/T7.java
cp "$here/stock-pom.xml" pom.xml
{
  echo '<?xml version="1.0"?><hibernate-configuration><session-factory>'
  echo '<property name="hibernate.dialect">org.hibernate.dialect.PostgreSQLDialect</property>'
  for i in $(seq 0 $((n - 1))); do echo "<mapping class=\"bench.T$i\"/>"; done
  echo '</session-factory></hibernate-configuration>'
} >src/main/resources/hibernate.cfg.xml
mvn -q -B compile
read -r seconds memory code <<<"$(measure mvn -B liquibase:diff -Dliquibase.url="jdbc:postgresql://127.0.0.1:$port/tree" -Dliquibase.username=bench)"
if [ "$code" = 0 ]; then
  report "stock Liquibase + liquibase-hibernate" "$seconds" "$memory" "$(grep -c -- '- changeSet:' diff.yaml || true) bogus changesets"
  ratio=$(python3 -c "print(f'{$seconds / $ours:.1f} times as long as this project, {$seconds / $uncached:.1f} times without what the last diff has left')")
else
  report "stock Liquibase + liquibase-hibernate" "$seconds" "$memory" "failed: $(grep -m1 -oE '[A-Za-z.]*(Error|Exception)[^ ]*' last.log)"
fi

if command -v alembic >/dev/null; then
  mkdir -p "$work/alembic" && cd "$work/alembic"
  cp "$work/models_tree.py" models.py
  alembic=$(command -v alembic)
  "$alembic" init migrations >/dev/null 2>&1
  sed -i "s|^sqlalchemy.url.*|sqlalchemy.url = postgresql://bench@127.0.0.1:$port/tree|" alembic.ini
  sed -i 's|^target_metadata = None|import sys; sys.path.insert(0, "."); import models; target_metadata = models.metadata|' migrations/env.py
  # The tables of Liquibase are not Alembic's business.
  sed -i 's|target_metadata=target_metadata|target_metadata=target_metadata, include_object=lambda o, name, *_: not str(name).startswith("databasechangelog")|' migrations/env.py
  read -r seconds memory code <<<"$(measure "$alembic" revision --autogenerate -m check)"
  if [ "$code" = 0 ]; then
    report "Alembic" "$seconds" "$memory" "$(grep -c 'op\.' migrations/versions/*.py || true) bogus operations"
  else
    report "Alembic" "$seconds" "$memory" "failed: $(tail -1 last.log)"
  fi
else
  echo "Alembic is not installed: not measured"
fi
[ -z "${ratio:-}" ] || echo "stock takes $ratio"
