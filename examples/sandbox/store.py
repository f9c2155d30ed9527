# SPDX-FileCopyrightText: Clairis contributors
# SPDX-License-Identifier: Apache-2.0
"""The documents that the stand-in for the DMP took, and the states of its records."""

import uuid

from memory import Memory

APPROVED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Approved"
DEPRECATED = "urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated"


class Refused(Exception):
    """A registry error: (errorCode, codeContext)."""

    def __init__(self, code, context):
        super().__init__(context)
        self.code, self.context = code, context


class Store(Memory):
    SCHEMA = """
CREATE TABLE IF NOT EXISTS documents(
    number INTEGER PRIMARY KEY AUTOINCREMENT, unique_id TEXT UNIQUE, submission_set TEXT UNIQUE, entry_uuid TEXT UNIQUE,
    matricule TEXT, structure TEXT, set_id TEXT, version INTEGER, status TEXT, hash TEXT, size INTEGER, title TEXT);
CREATE TABLE IF NOT EXISTS records(matricule TEXT PRIMARY KEY, state TEXT);
"""
    FORGOTTEN = ("documents", "records")

    def __init__(self, out):
        super().__init__(out, "dmp")

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
