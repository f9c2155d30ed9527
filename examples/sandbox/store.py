# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""What the stand-in remembers, shared by its worker processes in a SQLite file, and what it leaves on disk."""

import contextlib
import json
import os
import sqlite3
import threading
import uuid

APPROVED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
DEPRECATED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen(id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS documents(
    number INTEGER PRIMARY KEY AUTOINCREMENT, unique_id TEXT UNIQUE, submission_set TEXT UNIQUE, entry_uuid TEXT UNIQUE,
    matricule TEXT, structure TEXT, set_id TEXT, version INTEGER, status TEXT, hash TEXT, size INTEGER, title TEXT);
CREATE TABLE IF NOT EXISTS records(matricule TEXT PRIMARY KEY, state TEXT);
CREATE TABLE IF NOT EXISTS rules(id INTEGER PRIMARY KEY AUTOINCREMENT, spec TEXT, asked INTEGER, applied INTEGER);
"""


class Refused(Exception):
    """A registry error: (errorCode, codeContext)."""

    def __init__(self, code, context):
        super().__init__(context)
        self.code, self.context = code, context


class Store:
    def __init__(self, out):
        self.folder = out / "dmp"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file = out / "dmp-state.sqlite"
        self.journal_file = self.folder / "journal.jsonl"
        self.lock = threading.Lock()
        self.connection = sqlite3.connect(self.file, check_same_thread=False, isolation_level=None, timeout=30)
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=OFF")
        self.connection.executescript(SCHEMA)
        # O_APPEND keeps the lines of several processes whole.
        self.journal = os.open(self.journal_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def close(self):
        self.connection.close()
        os.close(self.journal)

    @contextlib.contextmanager
    def transaction(self):
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def rows(self, sql, *values):
        with self.lock:
            return self.connection.execute(sql, values).fetchall()

    def first_use(self, *identifiers):
        """Remembers all of them, or answers the first one that was seen before."""
        places = ",".join(["(?)"] * len(identifiers))
        with self.lock:
            try:
                self.connection.execute(f"INSERT INTO seen VALUES {places}", identifiers)
                return None
            except sqlite3.IntegrityError:
                pass
        return next(identifier for identifier in identifiers
                    if self.rows("SELECT 1 FROM seen WHERE id=?", identifier))

    def record_state(self, matricule):
        found = self.rows("SELECT state FROM records WHERE matricule=?", matricule)
        return found[0]["state"] if found else "active"

    def set_record_states(self, states):
        with self.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO records VALUES(?,?)", states.items())

    def find(self, unique_id, matricule):
        found = self.rows("SELECT * FROM documents WHERE unique_id=? AND matricule=?", unique_id, matricule)
        return found[0] if found else None

    def accept(self, document, replaced_uuid):
        """Registers one submission: (number, entryUUID), or Refused. `document` holds the columns of the table."""
        entry_uuid = f"urn:uuid:{uuid.uuid4()}"
        values = (document["unique_id"], document["submission_set"], entry_uuid, document["matricule"],
                  document["structure"], document["set_id"], document["version"], APPROVED, document["hash"],
                  document["size"], document["title"])
        with self.transaction() as connection:
            if connection.execute("SELECT 1 FROM documents WHERE unique_id=?", values[:1]).fetchone():
                raise Refused("XDSDuplicateUniqueIdInRegistry", f"Document uniqueId {values[0]} existe deja")
            if connection.execute("SELECT 1 FROM documents WHERE submission_set=?", values[1:2]).fetchone():
                raise Refused("XDSDuplicateUniqueIdInRegistry", f"SubmissionSet uniqueId {values[1]} existe deja")
            self._replace(connection, document, replaced_uuid)
            number = connection.execute(
                "INSERT INTO documents(unique_id,submission_set,entry_uuid,matricule,structure,set_id,version,status,"
                "hash,size,title) VALUES(?,?,?,?,?,?,?,?,?,?,?)", values).lastrowid
        return number, entry_uuid

    @staticmethod
    def _replace(connection, document, replaced_uuid):
        parent_id = document["parent_id"]
        if not replaced_uuid:
            known = parent_id and connection.execute(
                "SELECT 1 FROM documents WHERE unique_id=? AND matricule=?", (parent_id, document["matricule"])).fetchone()
            if known:
                raise Refused("XDSRegistryMetadataError",
                              f"relatedDocument {parent_id} est connu ici, mais l'association RPLC manque")
            return
        old = connection.execute("SELECT * FROM documents WHERE entry_uuid=?", (replaced_uuid,)).fetchone()
        if old is None:
            raise Refused("UnresolvedReferenceException", f"Cible RPLC inconnue : {replaced_uuid}")
        if old["status"] != APPROVED:
            raise Refused("XDSRegistryDeprecatedDocumentError", f"Cible RPLC non Approved : {replaced_uuid}")
        if old["matricule"] != document["matricule"]:
            raise Refused("XDSPatientIdDoesNotMatch", "RPLC vers le document d'un autre patient")
        if old["structure"] != document["structure"]:
            raise Refused("XDSReplaceFailed", f"RPLC d'un document de la structure {old['structure']}")
        if old["unique_id"] != parent_id:
            raise Refused("XDSReplaceFailed", f"relatedDocument {parent_id} ne nomme pas le document remplace "
                                              f"{old['unique_id']}")
        if old["set_id"] != document["set_id"] or document["version"] <= old["version"]:
            raise Refused("XDSReplaceFailed", "RPLC demande le meme setId et un versionNumber superieur : "
                          f"{old['set_id']} v{old['version']} puis {document['set_id']} v{document['version']}")
        connection.execute("UPDATE documents SET status=? WHERE entry_uuid=?", (DEPRECATED, replaced_uuid))

    def delete(self, entry_uuid, vihf, original_status, deleted):
        """Logical deletion by the structure that fed the document: its uniqueId, or Refused."""
        with self.transaction() as connection:
            row = connection.execute("SELECT * FROM documents WHERE entry_uuid=?", (entry_uuid,)).fetchone()
            if row is None or row["status"] == deleted:
                raise Refused("UnresolvedReferenceException", f"Document inconnu ou deja supprime : {entry_uuid}")
            if row["matricule"] != vihf.matricule:
                raise Refused("XDSPatientIdDoesNotMatch", "suppression du document d'un autre patient")
            if row["structure"] != vihf.structure:
                raise Refused("XDSMetadataUpdateError", f"document de la structure {row['structure']}")
            if row["status"] != original_status:
                raise Refused("XDSMetadataUpdateError", f"OriginalStatus {original_status}, statut reel {row['status']}")
            connection.execute("UPDATE documents SET status=? WHERE entry_uuid=?", (deleted, entry_uuid))
        return row["unique_id"]

    def keep(self, number, **parts):
        """Leaves OUT/dmp/NNNN/<part>.xml for people and tests to look at."""
        folder = self.folder / f"{number:04}"
        folder.mkdir(exist_ok=True)
        for part, content in parts.items():
            (folder / f"{part}.xml").write_bytes(content)

    def note(self, entry):
        os.write(self.journal, (json.dumps(entry, ensure_ascii=False) + "\n").encode())

    def reset(self):
        """Forgets documents, ids, states and rules. Folders stay, numbers go on."""
        with self.transaction() as connection:
            for table in ("seen", "documents", "records", "rules"):
                connection.execute(f"DELETE FROM {table}")
