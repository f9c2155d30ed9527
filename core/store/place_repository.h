// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "core/domain/people.h"
#include "core/plugin/sql.h"

namespace clairis::store {

/// Sites and registered practitioners: what changes rarely and everything refers to.
std::optional<Site> findSite(Reader& reader, std::string_view id);
std::optional<Site> findSiteByCode(Reader& reader, std::string_view code);
std::optional<Site> findDefaultSite(Reader& reader);
std::vector<Site> allSites(Reader& reader);
void insertSite(UnitOfWork& work, const Site& site, bool isDefault);
/// `site.version` is the version read: Conflict "site.version".
void updateSite(UnitOfWork& work, const Site& site);

std::optional<Practitioner> findPractitioner(Reader& reader, std::string_view id);
std::optional<Practitioner> findPractitionerByIdNat(Reader& reader, std::string_view idNat);
std::vector<Practitioner> allPractitioners(Reader& reader);
/// Inserts, or updates the one with the same idNat; returns its id.
std::string savePractitioner(UnitOfWork& work, const Practitioner& practitioner);

}  // namespace clairis::store
