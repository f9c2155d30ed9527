# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Commands that need no serving host, as an operator types them."""
import re
import sqlite3
import stat
import unittest

from running_clairis import OFF, ROOT, InstanceTest, assignments, run

COMMANDS = ("init", "serve", "migrate", "check", "config reference", "plugin list", "plugin inspect", "user add", "user reset-second-factor", "token create", "vault put", "site add",
            "audit verify")
SHIPPED = ("reporting", "worklist", "hl7", "funding", "dmp")


class Words(unittest.TestCase):
    def test_help(self):
        """--help of the program, of every group and of every command answers on standard output and ends with 0."""
        for words in ("", "config", "plugin", "user", "token", "vault", "site", "audit", *COMMANDS):
            with self.subTest(words):
                done = run(*words.split(), "--help")
                self.assertEqual((0, ""), (done.returncode, done.stderr))
                self.assertIn("--help", done.stdout)
        for command in COMMANDS:
            self.assertIn(command.split()[0], run("--help").stdout)

    def test_wrong_words(self):
        """wrong words, missing words and unknown options end with 2 and a sentence."""
        for words in ("", "nonsense", "plugin", "plugin nonsense", "check more", "check --nonsense", "init", "plugin inspect", "user add", "token create x",
                      "check --config", "site add", "user reset-second-factor", "user add x --role"):
            with self.subTest(words):
                done = run(*words.split())
                self.assertEqual(2, done.returncode)
                self.assertTrue(done.stderr + done.stdout)

    def test_without_configuration(self):
        """a command without a usable configuration ends with 1 and says what to do."""
        for command in ("check", "migrate", "serve", "audit verify", "user add x --role secretary", "token create x --name y", "vault put x"):
            with self.subTest(command):
                done = run(*command.split(), stdin="secret\n")
                self.assertEqual(1, done.returncode)
                self.assertIn("expected --config FILE", done.stderr)
                done = run(*command.split(), "--config", "/nonexistent/clairis.properties", stdin="secret\n")
                self.assertEqual(1, done.returncode)
                self.assertIn("/nonexistent/clairis.properties", done.stderr)


class Init(InstanceTest):
    def test_files(self):
        """init makes configuration, vault key and database that nobody else can read, and prints the password once."""
        configuration = self.new_instance()
        folder = configuration.parent
        for name in ("clairis.properties", "vault.key", "clairis.db"):
            self.assertEqual(0, stat.S_IMODE((folder / name).stat().st_mode) & 0o077, name)
        self.assertEqual(0o400, stat.S_IMODE((folder / "vault.key").stat().st_mode))
        self.assertEqual(0, stat.S_IMODE(folder.stat().st_mode) & 0o077)
        password = re.search(r"^password: (\S{12,})$", self.initialised, re.M).group(1)
        self.assertEqual(1, self.initialised.count(password))
        for file in folder.iterdir():
            self.assertNotIn(password.encode(), file.read_bytes(), file.name)

    def test_configuration(self):
        """the first configuration is commented, and uncommented where a newcomer looks first."""
        text = self.new_instance().read_text()
        for line in ("environment = test", "database = sqlite:clairis.db", "http.port = 8480", "dicom.port = 11112", "mllp.port = 2575",
                     "dicom.ae_title = CLAIRIS", "plugins.enabled = reporting,worklist,hl7,funding,identity"):
            self.assertIn("\n" + line + "\n", text)
        self.assertGreater(text.count("\n#"), 5)

    def test_never_overwrites(self):
        """init in a folder that has one of its files is refused, names it and changes nothing."""
        configuration = self.new_instance()
        for kept in ("clairis.properties", "vault.key", "clairis.db"):
            folder = self.folder / f"kept-{kept}"
            folder.mkdir()
            (folder / kept).write_text("mine")
            self.assertRefused(run("init", folder), "init.exists", str(folder / kept))
            self.assertEqual({kept: "mine"}, {file.name: file.read_text() for file in folder.iterdir()})
        before = {file.name: file.read_bytes() for file in configuration.parent.iterdir()}
        self.assertRefused(run("init", configuration.parent), "init.exists")
        self.assertEqual(before, {file.name: file.read_bytes() for file in configuration.parent.iterdir()})

    def test_wrong_words_leave_nothing(self):
        """init with a wrong structure or time zone is refused before anything is written."""
        for option, value in (("--structure", "abc"), ("--zone", "Europe/Lutetia")):
            folder = self.folder / ("wrong" + option)
            self.assertRefused(run("init", folder, option, value))
            self.assertFalse(folder.exists())


class Check(InstanceTest):
    def test_fresh(self):
        """check of a fresh instance finds it usable, and migrate has nothing to do."""
        configuration = self.new_instance()
        done = run("check", "--config", configuration)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("5 plugins enabled", done.stdout)
        done = run("migrate", "--config", configuration)
        self.assertEqual((0, "0 migrations applied\n"), (done.returncode, done.stdout))

    def test_pending(self):
        """a plugin that is new to the database is a pending migration until migrate brings its tables."""
        configuration = self.new_instance()
        words = ["--config", configuration, "--set", f"database=sqlite:{self.folder}/other.db"]
        done = run("check", *words)
        self.assertEqual(1, done.returncode)
        for component in ("core", "hl7", "funding"):
            self.assertIn(f"pending migration: {component} ", done.stdout)
        self.assertIn("run `clairis migrate`", done.stdout)
        done = run("migrate", *words)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"\n[1-9]\d* migrations applied\n$")
        self.assertEqual(0, run("check", *words).returncode)

    def test_search_keys(self):
        """migrate makes the search keys of names again where they were made by an older rule, and says so once."""
        configuration = self.new_instance()
        given = {"id": "p1", "version": 1, "birth_name": "NOËL", "first_birth_name": "Anne", "used_name": "LEGŒUR", "name_key": "of old", "ins_matricule": None}
        with sqlite3.connect(configuration.parent / "clairis.db") as database:
            columns = {row[1]: 0 if "INT" in row[2] else "" for row in database.execute("PRAGMA table_info(patient)")}
            row = {**columns, **given}
            database.execute(f"INSERT INTO patient ({','.join(row)}) VALUES ({','.join('?' * len(row))})", list(row.values()))
        database.close()
        done = run("migrate", "--config", configuration)
        self.assertEqual((0, "0 migrations applied\n1 search keys of names made again\n"), (done.returncode, done.stdout))
        with sqlite3.connect(configuration.parent / "clairis.db") as database:
            self.assertEqual(("NOEL^ANNE", "LEGOEUR^ANNE"), database.execute("SELECT name_key, used_name_key FROM patient").fetchone())
        database.close()
        self.assertEqual("0 migrations applied\n", run("migrate", "--config", configuration).stdout)

    def test_newer_schema(self):
        """a database of a newer version is refused by check, migrate and serve, with what to do."""
        configuration = self.new_instance()
        with sqlite3.connect(configuration.parent / "clairis.db") as database:
            columns = [row[1] for row in database.execute("PRAGMA table_info(schema_version)")]
            database.execute(f"INSERT INTO schema_version SELECT {','.join('9999' if name == 'version' else name for name in columns)}"
                             " FROM schema_version WHERE component = 'core' LIMIT 1")
        database.close()
        for command in ("check", "migrate", "serve"):
            self.assertRefused(run(command, "--config", configuration, *assignments(OFF)), "store.schema.newer")

    def test_configuration_mistakes(self):
        """a mistake in the configuration names file, line, key and what was expected, for options of the host and of plugins."""
        configuration = self.new_instance()
        text = configuration.read_text()
        for line, code, part in (("http.prot = 80", "config.key.unknown", 'did you mean "http.port"?'),
                                 ("mllp.prt = 80", "config.key.unknown", 'did you mean "mllp.port"?'),
                                 ("http.threads = many", "config.value.ill_typed", '"http.threads" expects a whole number, found "many"'),
                                 ("http.port = 1", "config.key.repeated", '"http.port" was set before at'),
                                 ("just words", "config.line.malformed", "expected `name = value`")):
            with self.subTest(line):
                configuration.write_text(text + line + "\n")
                self.assertRefused(run("check", "--config", configuration), code, f"clairis.properties:{text.count(chr(10)) + 1}: ", part)
        configuration.write_text(text)
        self.assertRefused(run("check", "--config", configuration, "--set", "http.port=x"), '--set: "http.port" expects a port')
        self.assertRefused(run("check", "--config", configuration.parent), "config.file.unreadable", str(configuration.parent))

    def test_unknown_plugin(self):
        """an enabled plugin that is not there is refused with its file name and the folder that was looked at."""
        configuration = self.new_instance()
        empty = self.folder / "no plugins"
        empty.mkdir()
        self.assertRefused(run("check", "--config", configuration, "--set", f"plugins.path={empty}"), "clairis_reporting.so", str(empty))

    def test_production_needs_a_root(self):
        """[SR-07] production without the object identifier root of this instance is refused."""
        configuration = self.new_instance()
        words = ["--config", configuration, "--set", "environment=production", *assignments(OFF)]
        for command in ("check", "serve"):
            self.assertRefused(run(command, *words), "config.oid_root.missing", "oid.root")
        self.assertRefused(run("check", *words, "--set", "oid.root=1.2.250.1.999.123456789.1"), "config.oid_root.long")
        self.assertRefused(run("check", *words, "--set", "oid.root=not an oid"), "oid")
        self.assertEqual(0, run("check", *words, "--set", "oid.root=1.2.250.1.999.1").returncode)


class Reference(unittest.TestCase):
    def test_stable(self):
        """config reference lists every option of host and shipped plugins, the same at each run and whatever is enabled."""
        done = run("config", "reference")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual(done.stdout, run("config", "reference").stdout)
        names = re.findall(r"^\| `([^`]+)` \|", done.stdout, re.M)
        self.assertEqual(len(names), len(set(names)), "an option is declared twice")
        for name in ("environment", "database", "http.port", "vault.key_file", "dicom.port", "mllp.port", "dmp.url", "plugins.enabled"):
            self.assertIn(name, names)
        for line in done.stdout.splitlines()[2:]:
            self.assertRegex(line, r"^\| `[^`]+` \| .+ \| \S.+ \|$")

    def test_page(self):
        """docs/editor/options.md is what config reference prints."""
        page = (ROOT / "docs/editor/options.md").read_text()
        self.assertIn(run("config", "reference").stdout, page, "run: build/bin/clairis config reference, and put its table into docs/editor/options.md")


class Plugins(unittest.TestCase):
    def test_list(self):
        """plugin list shows the shipped plugins without any configuration."""
        done = run("plugin", "list")
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        for name in SHIPPED:
            self.assertRegex(done.stdout, rf"(?m)^{name}\t\S+\tnot enabled$")
        chosen = run("plugin", "list", "--set", "plugins.enabled=hl7")
        self.assertEqual(0, chosen.returncode)


if __name__ == "__main__":
    unittest.main()
