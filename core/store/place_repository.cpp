// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/store/place_repository.h"

#include "core/domain/refusal.h"

namespace clairis::store {
namespace {

#define SITE_COLUMNS                                                                                                                         \
  "id, version, code, name, structure_id, zone, address_line, postal_code, city, country, phone, facility_code, facility_display, setting_code, " \
  "setting_display, privacy_notice, paper_traits"

constexpr const char* kFacilitySystem = "1.2.250.1.71.4.2.4";
constexpr const char* kSettingSystem = "1.2.250.1.213.1.1.4.9";
constexpr const char* kSpecialtySystem = "1.2.250.1.213.1.1.4.5";

Site siteFrom(const Row& row) {
  Site site;
  site.id = row[0].text();
  site.version = row[1].integer();
  site.code = row[2].text();
  site.name = row[3].text();
  site.structureId = row[4].text();
  site.zone = row[5].text();
  site.address = {row[6].text(), row[7].text(), row[8].text(), row[9].text()};
  site.phone = row[10].text();
  site.facilityType = {row[11].text(), row[12].text(), kFacilitySystem};
  site.practiceSetting = {row[13].text(), row[14].text(), kSettingSystem};
  site.privacyNotice = row[15].text();
  site.paperTraits = paperTraitsFrom(row[16].text());
  return site;
}

std::optional<Site> oneSite(const Row& row) { return row.empty() ? std::nullopt : std::optional(siteFrom(row)); }

#define PRACTITIONER_COLUMNS "id, id_nat, family_name, given_name, civility, title, specialty_code, specialty_display, mss_address"

std::optional<Practitioner> onePractitioner(const Row& row) {
  if (row.empty()) return std::nullopt;
  return Practitioner{row[0].text(), row[1].text(), row[2].text(), row[3].text(), row[4].text(),
                      row[5].text(), {row[6].text(), row[7].text(), kSpecialtySystem}, row[8].text()};
}

}  // namespace

std::optional<Site> findSite(Reader& reader, std::string_view id) { return oneSite(reader.first("SELECT " SITE_COLUMNS " FROM site WHERE id = $1", {id})); }

std::optional<Site> findSiteByCode(Reader& reader, std::string_view code) {
  return oneSite(reader.first("SELECT " SITE_COLUMNS " FROM site WHERE code = $1", {code}));
}

std::optional<Site> findDefaultSite(Reader& reader) {
  return oneSite(reader.first("SELECT " SITE_COLUMNS " FROM site ORDER BY is_default DESC, id LIMIT 1"));
}

std::vector<Site> allSites(Reader& reader) {
  std::vector<Site> sites;
  for (const auto& row : reader.query("SELECT " SITE_COLUMNS " FROM site ORDER BY code")) sites.push_back(siteFrom(row));
  return sites;
}

void insertSite(UnitOfWork& work, const Site& site, bool isDefault) {
  work.execute("INSERT INTO site (id, version, code, name, structure_id, zone, address_line, postal_code, city, country, phone, facility_code,"
               " facility_display, setting_code, setting_display, privacy_notice, paper_traits, is_default)"
               " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
               {site.id, site.code, site.name, site.structureId, site.zone, site.address.line, site.address.postalCode, site.address.city,
                site.address.country, site.phone, site.facilityType.code, site.facilityType.display, site.practiceSetting.code,
                site.practiceSetting.display, site.privacyNotice, toText(site.paperTraits), isDefault});
}

void updateSite(UnitOfWork& work, const Site& site) {
  const auto changed = work.execute(
      "UPDATE site SET version = version + 1, code = $1, name = $2, structure_id = $3, zone = $4, address_line = $5, postal_code = $6, city = $7,"
      " country = $8, phone = $9, facility_code = $10, facility_display = $11, setting_code = $12, setting_display = $13, privacy_notice = $14,"
      " paper_traits = $15 WHERE id = $16 AND version = $17",
      {site.code, site.name, site.structureId, site.zone, site.address.line, site.address.postalCode, site.address.city, site.address.country, site.phone,
       site.facilityType.code, site.facilityType.display, site.practiceSetting.code, site.practiceSetting.display, site.privacyNotice,
       toText(site.paperTraits), site.id, site.version});
  if (changed != 1) throw Conflict("site.version", "the site was changed by somebody else meanwhile: read again, then repeat");
}

std::optional<Practitioner> findPractitioner(Reader& reader, std::string_view id) {
  return onePractitioner(reader.first("SELECT " PRACTITIONER_COLUMNS " FROM practitioner WHERE id = $1", {id}));
}

std::optional<Practitioner> findPractitionerByIdNat(Reader& reader, std::string_view idNat) {
  return onePractitioner(reader.first("SELECT " PRACTITIONER_COLUMNS " FROM practitioner WHERE id_nat = $1", {idNat}));
}

std::vector<Practitioner> allPractitioners(Reader& reader) {
  std::vector<Practitioner> all;
  for (const auto& row : reader.query("SELECT " PRACTITIONER_COLUMNS " FROM practitioner ORDER BY family_name, given_name, id")) all.push_back(*onePractitioner(row));
  return all;
}

std::string savePractitioner(UnitOfWork& work, const Practitioner& p) {
  if (const auto known = findPractitionerByIdNat(work, p.idNat)) {
    work.execute("UPDATE practitioner SET version = version + 1, family_name = $1, given_name = $2, civility = $3, title = $4, specialty_code = $5,"
                 " specialty_display = $6, mss_address = $7 WHERE id = $8",
                 {p.familyName, p.givenName, p.civility, p.title, p.specialty.code, p.specialty.display, p.mssAddress, known->id});
    return known->id;
  }
  auto id = work.newId();
  work.execute("INSERT INTO practitioner (id, version, id_nat, family_name, given_name, civility, title, specialty_code, specialty_display, mss_address)"
               " VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)",
               {id, p.idNat, p.familyName, p.givenName, p.civility, p.title, p.specialty.code, p.specialty.display, p.mssAddress});
  return id;
}

}  // namespace clairis::store
