# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""Sites, accounts, tokens, secrets and the audit trail from the command line."""
import re
import sqlite3
import stat
import unittest

from running_clairis import InstanceTest, run

PHYSICIAN = ("--role", "radiologist", "--rpps", "01234560801", "--family", "BIDEAULT", "--given", "Jacques", "--specialty", "G15_10/SM44")


class People(InstanceTest):
    def test_site(self):
        """site add stores a site once; a second one with its code, a wrong structure and a wrong zone are refused."""
        configuration = self.new_instance()
        site = ("site", "add", "ambroise", "--config", configuration, "--name", "Centre de radiologie Ambroise", "--structure", "1750803447")
        done = run(*site, "--zone", "Indian/Reunion", "--city", "PARIS")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"^[0-9a-f-]{36}\n$")
        self.assertRefused(run(*site), "site.code.taken", "ambroise")
        other = ("site", "add", "other", "--config", configuration, "--name", "x")
        self.assertRefused(run(*other, "--structure", "abc"))
        self.assertRefused(run(*other, "--structure", "1750803447", "--zone", "Europe/Lutetia"))

    def test_user_and_token(self):
        """user add prints a generated password once and token create a token; wrong role, site, RPPS and login are refused."""
        configuration = self.new_instance()
        add = ("user", "add", "--config", configuration)
        done = run(*add, "bideault", *PHYSICIAN)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertRegex(done.stdout, r"(?m)^account \S{36}\npractitioner \S{36}\npassword \S{12,}$")
        self.assertRefused(run(*add, "bideault", "--role", "secretary"), "account.")
        self.assertRefused(run(*add, "other", "--role", "pilot"))
        self.assertRefused(run(*add, "other", "--role", "secretary", "--site", "nowhere"), "site.unknown", "nowhere")
        self.assertRefused(run(*add, "other", *PHYSICIAN[:3], "123"))
        self.assertRefused(run(*add, "other", "--role", "secretary", "--password-stdin"), "password.missing")
        self.assertRefused(run(*add, "other", "--role", "secretary", "--password-stdin", stdin="short\n"), "password.")
        token = run("token", "create", "bideault", "--name", "test", "--config", configuration)
        self.assertEqual(0, token.returncode, token.stderr)
        self.assertRegex(token.stdout, r"^\S{30,}\n$")
        database = (configuration.parent / "clairis.db").read_bytes()
        self.assertNotIn(token.stdout.strip().encode(), database)
        self.assertRefused(run("token", "create", "nobody", "--name", "x", "--config", configuration), "account.unknown")

    def test_vault(self):
        """vault put seals a secret from standard input into a private file; an empty one and a wrong name are refused."""
        configuration = self.new_instance()
        before = set(configuration.parent.iterdir())
        done = run("vault", "put", "dmp.pin", "--config", configuration, stdin="correct horse battery\n")
        self.assertEqual((0, ""), (done.returncode, done.stdout), done.stderr)
        made = set(configuration.parent.iterdir()) - before
        self.assertTrue(made)
        for file in made:
            self.assertEqual(0, stat.S_IMODE(file.stat().st_mode) & 0o077, file.name)
            self.assertNotIn(b"correct horse", file.read_bytes())
        self.assertRefused(run("vault", "put", "dmp.pin", "--config", configuration), "password.missing")
        self.assertRefused(run("vault", "put", "Not/A/Name", "--config", configuration, stdin="x\n"), "vault.secret.name")

    def test_vault_key(self):
        """a vault key that others can read, or that is gone, stops the commands that need it."""
        configuration = self.new_instance()
        key = configuration.parent / "vault.key"
        key.chmod(0o444)
        self.assertRefused(run("vault", "put", "x", "--config", configuration, stdin="y\n"), "vault.key.mode")
        key.unlink()
        self.assertRefused(run("vault", "put", "x", "--config", configuration, stdin="y\n"), "vault.key.missing")


class Audit(InstanceTest):
    def sealed_instance(self):
        configuration = self.new_instance()
        serving = self.serve(configuration)
        serving.wait_for("host.serving")
        self.assertEqual(0, serving.stop())
        return configuration

    def test_intact(self):
        """audit verify of an untouched trail finds it intact and ends with 0."""
        done = run("audit", "verify", "--config", self.sealed_instance())
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertIn("the audit chain is intact", done.stdout)
        sealed = int(re.search(r"entries sealed: (\d+)", done.stdout).group(1))
        waiting = int(re.search(r"waiting for a seal: (\d+)", done.stdout).group(1))
        self.assertGreaterEqual(sealed + waiting, 2)
        self.assertGreaterEqual(sealed, 1)

    def test_altered(self):
        """audit verify of a database where a line was changed or removed names the position and ends with 1."""
        for statement, word in (("UPDATE audit_entry SET action = 'nothing' WHERE position = 1", "BROKEN"), ("DELETE FROM audit_entry WHERE position = 1", "MISSING")):
            with self.subTest(word):
                configuration = self.altered(statement, word)
                done = run("audit", "verify", "--config", configuration)
                self.assertEqual(1, done.returncode, done.stdout + done.stderr)
                self.assertRegex(done.stdout, rf"{word}.*position 1\b")
                self.assertIn("NOT intact", done.stdout)

    def altered(self, statement, name):
        configuration = self.new_instance(name)
        serving = self.serve(configuration)
        serving.wait_for("host.serving")
        self.assertEqual(0, serving.stop())
        database = sqlite3.connect(configuration.parent / "clairis.db")
        changed = database.execute(statement).rowcount
        database.commit()
        database.close()
        self.assertEqual(1, changed)
        return configuration

    def test_lost_key(self):
        """a trail whose key is lost is not sealed anew under another one."""
        configuration = self.sealed_instance()
        kept = {file.name for file in configuration.parent.iterdir()}
        for name in kept:
            if "secrets" in name:
                (configuration.parent / name).unlink()
        done = run("audit", "verify", "--config", configuration)
        self.assertRefused(done, "audit.key.lost")


if __name__ == "__main__":
    unittest.main()
