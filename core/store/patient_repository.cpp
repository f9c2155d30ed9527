// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/patient_repository.h"

#include "core/domain/refusal.h"
#include "core/domain/search_key.h"
#include "core/store/patient_search.h"

namespace clairis::store {
namespace {

#define PATIENT_COLUMNS                                                                                                              \
  "p.id, p.version, p.status, p.doubtful, p.fictitious, p.test, p.deceased, p.dmp_opposition, p.ins_matricule, p.ins_oid, p.birth_name, " \
  "p.first_birth_name, p.birth_names, p.used_name, p.used_first_name, p.birth_date, p.sex, p.birth_place_code, p.address_line, p.postal_code, " \
  "p.city, p.country, p.phone, p.homonym, p.marked_here, p.merged_into, p.insi_checked_at, p.birth_date_uncertain, p.insured_number"

Patient fromRow(const Row& row) {
  Patient patient;
  patient.id = row[0].text();
  patient.version = row[1].integer();
  patient.status = identityStatusFrom(row[2].text());
  patient.doubtful = row[3].boolean();
  patient.fictitious = row[4].boolean();
  patient.test = row[5].boolean();
  patient.deceased = row[6].boolean();
  patient.dmpOpposition = row[7].boolean();
  if (!row[8].null()) patient.ins = Ins::parse(row[8].text(), row[9].text());
  patient.traits = {row[10].text(), row[11].text(), row[12].text(), row[13].text(), row[14].text(), row[15].text(), sexFrom(row[16].text()), row[17].text()};
  patient.address = {row[18].text(), row[19].text(), row[20].text(), row[21].text()};
  patient.phone = row[22].text();
  patient.homonym = row[23].boolean();
  patient.markedHere = row[24].boolean();
  patient.mergedInto = row[25].text();
  patient.insiCheckedAt = row[26].text();
  patient.birthDateUncertain = row[27].boolean();
  patient.insuredNumber = row[28].text();
  return patient;
}

Patient withLocalIds(Reader& reader, Patient patient) {
  for (const auto& row : reader.query("SELECT value, authority, authority_oid FROM patient_local_id WHERE patient_id = $1 ORDER BY position, authority, value", {patient.id})) {
    patient.localIds.push_back({row[0].text(), row[1].text(), row[2].text()});
  }
  return patient;
}

std::optional<Patient> one(Reader& reader, const Row& row) {
  if (row.empty()) return std::nullopt;
  return withLocalIds(reader, fromRow(row));
}

void insertLocalIds(UnitOfWork& work, const Patient& patient, std::size_t from) {
  for (std::size_t i = from; i < patient.localIds.size(); ++i) {
    const auto& id = patient.localIds[i];
    work.execute("INSERT INTO patient_local_id (patient_id, position, value, authority, authority_oid) VALUES ($1, $2, $3, $4, $5)",
                 {patient.id, static_cast<std::int64_t>(i), id.value, id.authority, id.authorityOid});
  }
}

Value matricule(const Patient& patient) { return patient.ins ? Value(patient.ins->matricule()) : Value(); }
Value insOid(const Patient& patient) { return patient.ins ? Value(patient.ins->oid()) : Value(); }

}  // namespace

std::string nameKey(const Traits& traits) { return personKey(traits.birthName, traits.firstBirthName); }

std::string usedNameKey(const Traits& t) {
  if (t.usedName.empty() && t.usedFirstName.empty()) return {};
  return personKey(t.usedName.empty() ? t.birthName : t.usedName, t.usedFirstName.empty() ? t.firstBirthName : t.usedFirstName);
}

std::optional<Patient> findPatient(Reader& reader, std::string_view id) {
  return one(reader, reader.first("SELECT " PATIENT_COLUMNS " FROM patient p WHERE p.id = $1", {id}));
}

std::optional<Patient> findPatientByLocalId(Reader& reader, std::string_view authority, std::string_view value) {
  return one(reader, reader.first("SELECT " PATIENT_COLUMNS " FROM patient_local_id l JOIN patient p ON p.id = l.patient_id"
                                  " WHERE l.authority = $1 AND l.value = $2",
                                  {authority, value}));
}

std::optional<Patient> findPatientByIns(Reader& reader, const Ins& ins) {
  return one(reader, reader.first("SELECT " PATIENT_COLUMNS " FROM patient p WHERE p.ins_matricule = $1 AND p.ins_oid = $2 AND p.status = 'qualified' AND p.merged_into = ''",
                                  {ins.matricule(), ins.oid()}));
}

void insertPatient(UnitOfWork& work, const Patient& patient) {
  const auto& t = patient.traits;
  const auto& a = patient.address;
  work.execute(
      "INSERT INTO patient (id, version, status, doubtful, fictitious, test, deceased, dmp_opposition, ins_matricule, ins_oid, birth_name,"
      " first_birth_name, birth_names, used_name, used_first_name, birth_date, sex, birth_place_code, name_key, address_line, postal_code, city,"
      " country, phone, created_at, changed_at, used_name_key, homonym, marked_here, merged_into, insi_checked_at, birth_date_uncertain, insured_number) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,"
      " $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)",
      {patient.id, toText(patient.status), patient.doubtful, patient.fictitious, patient.test, patient.deceased, patient.dmpOpposition, matricule(patient),
       insOid(patient), t.birthName, t.firstBirthName, t.birthNames, t.usedName, t.usedFirstName, t.birthDate, toText(t.sex), t.birthPlaceCode, nameKey(t),
       a.line, a.postalCode, a.city, a.country, patient.phone, work.now(), work.now(), usedNameKey(t), patient.homonym, patient.markedHere,
       patient.mergedInto, patient.insiCheckedAt, patient.birthDateUncertain, patient.insuredNumber});
  insertLocalIds(work, patient, 0);
  writeSearchLetters(work, patient.id, t);
}

void updatePatient(UnitOfWork& work, const Patient& patient) {
  const auto& t = patient.traits;
  const auto& a = patient.address;
  const auto changed = work.execute(
      "UPDATE patient SET version = version + 1, status = $1, doubtful = $2, fictitious = $3, test = $4, deceased = $5, dmp_opposition = $6,"
      " ins_matricule = $7, ins_oid = $8, birth_name = $9, first_birth_name = $10, birth_names = $11, used_name = $12, used_first_name = $13,"
      " birth_date = $14, sex = $15, birth_place_code = $16, name_key = $17, address_line = $18, postal_code = $19, city = $20, country = $21,"
      " phone = $22, changed_at = $23, used_name_key = $24, homonym = $25, marked_here = $26, merged_into = $27, insi_checked_at = $28,"
      " birth_date_uncertain = $29, insured_number = $30 WHERE id = $31 AND version = $32",
      {toText(patient.status), patient.doubtful, patient.fictitious, patient.test, patient.deceased, patient.dmpOpposition, matricule(patient),
       insOid(patient), t.birthName, t.firstBirthName, t.birthNames, t.usedName, t.usedFirstName, t.birthDate, toText(t.sex), t.birthPlaceCode, nameKey(t),
       a.line, a.postalCode, a.city, a.country, patient.phone, work.now(), usedNameKey(t), patient.homonym, patient.markedHere, patient.mergedInto,
       patient.insiCheckedAt, patient.birthDateUncertain, patient.insuredNumber, patient.id, patient.version});
  if (changed != 1) throw Conflict("patient.version", "the patient was changed by somebody else meanwhile: read again, then repeat");
  const auto known = work.first("SELECT COUNT(*) FROM patient_local_id WHERE patient_id = $1", {patient.id});
  insertLocalIds(work, patient, static_cast<std::size_t>(known[0].integer()));
  writeSearchLetters(work, patient.id, t);
}

void keepUnverifiedIns(UnitOfWork& work, std::string_view patientId, const Ins& ins) {
  work.execute("UPDATE patient SET unverified_matricule = $1, unverified_oid = $2 WHERE id = $3", {ins.matricule(), ins.oid(), patientId});
}

void dropUnverifiedIns(UnitOfWork& work, std::string_view patientId) {
  work.execute("UPDATE patient SET unverified_matricule = NULL, unverified_oid = NULL WHERE id = $1 AND unverified_matricule IS NOT NULL", {patientId});
}

std::optional<Ins> findUnverifiedIns(Reader& reader, std::string_view patientId) {
  const auto row = reader.first("SELECT unverified_matricule, unverified_oid FROM patient WHERE id = $1 AND unverified_matricule IS NOT NULL", {patientId});
  if (row.empty()) return std::nullopt;
  return Ins::parse(row[0].text(), row[1].text());
}

void noteInsiCheck(UnitOfWork& work, std::string_view patientId) {
  work.execute("UPDATE patient SET insi_checked_at = $1 WHERE id = $2", {work.now(), patientId});
}

}  // namespace clairis::store
