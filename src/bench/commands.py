#!/usr/bin/env python3
"""Measures update, status and history by jar and by Maven, with Flyway, stock Liquibase and Alembic in the same run.

    src/bench/commands.py [N ...]        numbers of migrations, 4 and 1000 by default

Each migration creates a table with an index. For every N it prints the seconds of whole processes: of the first update, which
applies all, once, and of commands that find nothing to do, the median of seven. The ratios at the end are those to the peers.
Needs a PostgreSQL server's programs (initdb, pg_ctl) and Maven; peers that are not installed are named and left out. It
installs the migrator into the local Maven repository (mvn install), as docs/other-projects.md says.
"""
import glob, os, pathlib, random, resource, shutil, statistics, subprocess, sys, tempfile, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTGRESQL = "42.7.13"
FLYWAY = "11.7.2"
LIQUIBASE = "5.0.4"
REPEATS = 7

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>{name}</artifactId><version>1</version>
  <build><plugins>{plugin}</plugins></build>
</project>
"""


def plugin(group, artifact, version, dependencies, configuration=""):
    listed = "".join(
        "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>" % one
        for one in dependencies)
    return (f"<plugin><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
            f"<dependencies>{listed}</dependencies><configuration>{configuration}</configuration></plugin>")


class Server:
    """A PostgreSQL of its own on a free port, in a temporary folder."""

    def __init__(self, folder):
        found = shutil.which("initdb") or sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))[-1]
        self.bin = pathlib.Path(found).parent
        self.port = random.randint(20000, 40000)
        self.data = folder / "server" / "data"
        self.data.parent.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.data.parent, "postgres")
        self.run(self.bin / "initdb", "-D", self.data, "-U", "bench", "-A", "trust")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run(self.bin / "pg_ctl", "-D", self.data, "-w", "-l", self.data.parent / "log", "-o", options, "start")

    def run(self, *command):
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(owner + [str(word) for word in command], check=True, stdout=subprocess.DEVNULL, cwd=self.data.parent)

    def create(self, database):
        self.sql("postgres", f"drop database if exists {database}")
        self.sql("postgres", f"create database {database}")

    def sql(self, database, statement):
        quiet = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
        subprocess.run(["psql", "-qX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench", "-d", database, "-c", statement],
                       check=True, stdout=subprocess.DEVNULL, env=quiet)

    def stop(self):
        self.run(self.bin / "pg_ctl", "-D", self.data, "-m", "immediate", "stop")


def name(i):
    return f"{20200101000000 + i}_create_t{i}"


def changeset(i):
    return f"""databaseChangeLog:
- changeSet:
    id: {name(i)}
    author: bench
    changes:
    - createTable:
        tableName: t{i}
        columns:
        - column: {{name: id, type: bigint, constraints: {{nullable: false}}}}
        - column: {{name: name, type: varchar(100)}}
    - createIndex:
        tableName: t{i}
        indexName: ix_t{i}_name
        columns:
        - column: {{name: name}}
    - tagDatabase: {{tag: {name(i)}}}
    rollback:
    - dropTable: {{tableName: t{i}}}
"""


def liquibase_project(folder, n, plug):
    (folder / "changelog" / "changes").mkdir(parents=True)
    (folder / "target").mkdir()
    (folder / "pom.xml").write_text(POM.format(name=folder.name, plugin=plug))
    shutil.copytree(ROOT / ".mvn", folder / ".mvn")
    master = ["databaseChangeLog:\n"]
    for i in range(n):
        (folder / "changelog" / "changes" / f"{name(i)}.yaml").write_text(changeset(i))
        master.append(f"- include:\n    file: changes/{name(i)}.yaml\n    relativeToChangelogFile: true\n")
    (folder / "changelog" / "db.changelog-master.yaml").write_text("".join(master))


def flyway_project(folder, n, url):
    sql = folder / "sql"
    sql.mkdir(parents=True)
    for i in range(n):
        (sql / f"V{i + 1}__create_t{i}.sql").write_text(
            f"create table t{i} (id bigint not null, name varchar(100));\ncreate index ix_t{i}_name on t{i} (name);\n")
    shutil.copytree(ROOT / ".mvn", folder / ".mvn")
    (folder / "pom.xml").write_text(POM.format(name=folder.name, plugin=plugin(
        "org.flywaydb", "flyway-maven-plugin", FLYWAY,
        [("org.flywaydb", "flyway-database-postgresql", FLYWAY), ("org.postgresql", "postgresql", POSTGRESQL)],
        f"<url>{url}</url><user>bench</user><password>bench</password>"
        f"<locations><location>filesystem:{sql}</location></locations>")))


def alembic_project(folder, n, url):
    folder.mkdir()
    subprocess.run(["alembic", "init", "migrations"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    ini = folder / "alembic.ini"
    ini.write_text("\n".join(
        f"sqlalchemy.url = {url}" if line.startswith("sqlalchemy.url") else line for line in ini.read_text().splitlines()))
    before = None
    for i in range(n):
        (folder / "migrations" / "versions" / f"r{i}_create_t{i}.py").write_text(
            f"from alembic import op\nimport sqlalchemy as sa\nrevision = 'r{i}'\ndown_revision = {before!r}\n"
            "branch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n"
            f"    op.create_table('t{i}', sa.Column('id', sa.BigInteger(), nullable=False), sa.Column('name', sa.String(100)))\n"
            f"    op.create_index('ix_t{i}_name', 't{i}', ['name'])\n\n\ndef downgrade():\n    op.drop_table('t{i}')\n")
        before = f"r{i}"


def measure(command, folder):
    """Seconds, seconds of the processor, and MB, of one process with its children."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{output}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    numbers = [int(word) for word in sys.argv[1:]] or [4, 1000]
    subprocess.run(["mvn", "-q", "install", "-DskipTests"], cwd=ROOT, check=True)
    work = pathlib.Path(tempfile.mkdtemp())
    work.chmod(0o755)
    server = Server(work)
    try:
        for n in numbers:
            compare(server, work / str(n), n)
    finally:
        server.stop()
        shutil.rmtree(work)


def compare(server, work, n):
    work.mkdir()
    jdbc = lambda database: f"jdbc:postgresql://127.0.0.1:{server.port}/{database}"
    mvn = ["mvn", "-q", "-B", "-o"]
    ours = plugin("org.liquibase", "liquibase-maven-plugin", LIQUIBASE, [("com.jarvis", "jarvis-migrator", "1.0.0-SNAPSHOT")])
    stock = plugin("org.liquibase", "liquibase-maven-plugin", LIQUIBASE, [("org.postgresql", "postgresql", POSTGRESQL)],
                   "<changeLogFile>changelog/db.changelog-master.yaml</changeLogFile><searchPath>${project.basedir}</searchPath>")
    liquibase_project(work / "ours", n, ours)
    liquibase_project(work / "stock", n, stock)
    liquibase_project(work / "packed", n, ours)
    flyway_project(work / "flyway", n, jdbc("flyway"))
    target = lambda database: [f"-Dliquibase.url={jdbc(database)}", "-Dliquibase.username=bench", "-Dliquibase.password=bench"]
    jar = work / "jarvis-migrator.jar"
    pack(work / "packed", jar)
    java = ["java", "-jar", str(jar)]
    to = [f"--url={jdbc('packed')}", "--username=bench", "--password=bench"]
    rows = [
        ("this project, mvn", "ours", work / "ours", mvn + ["liquibase:update"] + target("ours"),
         {"history": mvn + ["liquibase:history"] + target("ours")}),
        ("this project, jar", "packed", work, java + ["update"] + to, {"history": java + ["history"] + to}),
        ("stock Liquibase, mvn", "stock", work / "stock", mvn + ["liquibase:update"] + target("stock"), {}),
        ("Flyway, mvn", "flyway", work / "flyway", mvn + ["flyway:migrate"], {}),
    ]
    if shutil.which("alembic"):
        alembic_project(work / "alembic", n, f"postgresql://bench@127.0.0.1:{server.port}/alembic")
        rows.append(("Alembic", "alembic", work / "alembic", ["alembic", "upgrade", "head"], {"history": ["alembic", "history"]}))
    else:
        print("Alembic is not installed: not measured")
    print(f"\n{n} migrations{'':22} {'first':>8} {'MB':>5} {'nothing':>8} {'history':>8}")
    medians = {}
    for label, database, folder, command, others in rows:
        server.create(database)
        if label.startswith("Flyway"):
            server.sql("flyway", "alter role bench in database flyway set lock_timeout = 0")
        first, _, memory = measure(command, folder)
        measure(command, folder)
        medians[label] = {"first": first, "nothing": median(command, folder)}
        for what, other in others.items():
            medians[label][what] = median(other, folder)
        shown = [f"{medians[label][what]:8.2f}" if what in medians[label] else " " * 8 for what in ("nothing", "history")]
        print(f"{label:34} {first:8.2f} {memory:5.0f} {' '.join(shown)}", flush=True)
    ratio(medians, "this project, jar", "nothing", "Alembic")
    ratio(medians, "this project, jar", "history", "Alembic")
    ratio(medians, "this project, mvn", "nothing", "Flyway, mvn")
    ratio(medians, "this project, mvn", "nothing", "stock Liquibase, mvn")
    ratio(medians, "this project, mvn", "first", "stock Liquibase, mvn")
    ratio(medians, "this project, mvn", "first", "Alembic")


def median(command, folder):
    return statistics.median(measure(command, folder)[0] for _ in range(REPEATS))


def ratio(medians, ours, what, peer):
    if peer in medians and what in medians[peer]:
        print(f"{ours}, {what}: {medians[ours][what] / medians[peer][what]:.2f} x {peer}")


def pack(project, jar):
    """The runnable jar of this repository with the changelog of the project in place of its own."""
    build = jar.parent / "build"
    shutil.copytree(ROOT / "src" / "main", build / "src" / "main")
    shutil.copytree(ROOT / ".mvn", build / ".mvn")
    shutil.copytree(project / "changelog", build / "changelog")
    for file in ("pom.xml", "LICENSE"):
        shutil.copy(ROOT / file, build)
    subprocess.run(["mvn", "-q", "package", "-DskipTests"], cwd=build, check=True)
    shutil.copy(build / "target" / "jarvis-migrator.jar", jar)
    shutil.rmtree(build)


if __name__ == "__main__":
    main()
