// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "core/domain/anatomic_region.h"

#include <algorithm>
#include <array>

#include "core/domain/search_key.h"

namespace clairis {
namespace {

constexpr std::string_view kSnomed = "2.16.840.1.113883.6.96";

struct Region {
  std::string_view code;
  std::string_view words;
};

constexpr Region kHead{"774007", "tête et cou"};
constexpr Region kThorax{"67734004", "segment thoracique du tronc"};
constexpr Region kAbdomen{"63337009", "segment abdominopelvien du tronc"};
constexpr Region kArm{"53120007", "membre supérieur"};
constexpr Region kLeg{"61685007", "membre inférieur"};
constexpr Region kBreast{"76752008", "sein"};
constexpr Region kSpine{"737561001", "colonne vertébrale et/ou moelle épinière"};
constexpr Region kHeart{"80891009", "cœur"};
constexpr Region kVessels{"113257007", "système cardiovasculaire"};
constexpr Region kWholeBody{"38266002", "corps entier"};

struct Word {
  std::string_view beginning;   // of a folded word
  Region region;
};

// In the order of precedence: "angio IRM du cœur" is the heart, "rachis cervical" the spine, not the neck.
constexpr Word kWords[] = {
    {"CORPS ENTIER", kWholeBody}, {"SEIN", kBreast},     {"MAMM", kBreast},      {"COEUR", kHeart},     {"CARDIA", kHeart},    {"CORONA", kHeart},
    {"RACHI", kSpine},            {"VERTEB", kSpine},    {"LOMBAIRE", kSpine},   {"MEDULL", kSpine},    {"MOELLE", kSpine},    {"SACR", kSpine},
    {"EPAULE", kArm},             {"COUDE", kArm},       {"POIGNET", kArm},      {"MAIN", kArm},        {"DOIGT", kArm},       {"HUMER", kArm},
    {"CLAVIC", kArm},             {"AVANT BRAS", kArm},  {"BRAS", kArm},         {"GENOU", kLeg},       {"HANCHE", kLeg},      {"CHEVILLE", kLeg},
    {"PIED", kLeg},               {"JAMBE", kLeg},       {"CUISSE", kLeg},       {"FEMUR", kLeg},       {"TIBIA", kLeg},       {"ORTEIL", kLeg},
    {"MEMBRE SUPERIEUR", kArm},   {"MEMBRE INFERIEUR", kLeg}, {"MEMBRES INFERIEURS", kLeg}, {"CRAN", kHead},       {"CEREBR", kHead},     {"CERVEAU", kHead},
    {"ENCEPHAL", kHead},          {"TETE", kHead},       {"FACE", kHead},        {"FACIAL", kHead},     {"SINUS", kHead},      {"ROCHER", kHead},
    {"DENT", kHead},              {"MAXILL", kHead},     {"MANDIBUL", kHead},    {"THYROID", kHead},    {"COU", kHead},        {"CERVIC", kHead},
    {"HYPOPHYS", kHead},          {"ORBIT", kHead},      {"THORA", kThorax},     {"POUMON", kThorax},   {"PULMON", kThorax},   {"COTE", kThorax},
    {"STERN", kThorax},           {"MEDIASTIN", kThorax}, {"ABDOM", kAbdomen},   {"PELV", kAbdomen},    {"BASSIN", kAbdomen},  {"FOIE", kAbdomen},
    {"HEPAT", kAbdomen},          {"REIN", kAbdomen},    {"RENAL", kAbdomen},    {"UROGRAPH", kAbdomen}, {"VESSIE", kAbdomen}, {"PROSTAT", kAbdomen},
    {"UTER", kAbdomen},           {"OBSTETR", kAbdomen}, {"GROSSESSE", kAbdomen}, {"FOETAL", kAbdomen}, {"PANCREA", kAbdomen}, {"COLO", kAbdomen},
    {"SCROT", kAbdomen},          {"ARTER", kVessels},   {"VEIN", kVessels},     {"VASCUL", kVessels},  {"AORT", kVessels},    {"DOPPLER", kVessels},
};

struct Topography {
  std::string_view letters;   // first letters of a CCAM code
  Region region;
};

// Longer beginnings first.
constexpr Topography kCcam[] = {
    {"AF", kSpine}, {"AE", kSpine}, {"DA", kHeart}, {"DB", kHeart}, {"DC", kHeart}, {"DD", kHeart}, {"DZ", kHeart}, {"EA", kHead},   {"EB", kHead},
    {"HA", kHead},  {"HB", kHead},  {"HC", kHead},  {"HD", kHead},  {"GA", kHead},  {"GB", kHead},  {"KC", kHead},  {"LA", kHead},   {"LB", kHead},
    {"LC", kHead},  {"LJ", kThorax}, {"LD", kSpine}, {"LE", kSpine}, {"LF", kSpine}, {"LG", kSpine}, {"LH", kSpine}, {"QE", kBreast}, {"ZA", kHead},
    {"ZB", kThorax}, {"ZC", kAbdomen}, {"ZZ", kWholeBody}, {"PB", kArm}, {"PC", kLeg}, {"A", kHead}, {"B", kHead}, {"C", kHead}, {"D", kVessels},
    {"E", kVessels}, {"F", kWholeBody}, {"G", kThorax}, {"H", kAbdomen}, {"J", kAbdomen}, {"K", kAbdomen}, {"M", kArm}, {"N", kLeg}, {"P", kWholeBody},
};

Code codeOf(const Region& region) { return {std::string(region.code), std::string(region.words), std::string(kSnomed)}; }

/// Whether a word of `key` begins with `beginning`.
bool hasWord(std::string_view key, std::string_view beginning) {
  for (auto at = key.find(beginning); at != std::string_view::npos; at = key.find(beginning, at + 1)) {
    if (at == 0 || key[at - 1] == ' ') return true;
  }
  return false;
}

}  // namespace

Code regionOfAct(std::string_view procedureWords, std::string_view ccamCode) {
  const auto key = searchKey(procedureWords);
  for (const auto& word : kWords) {
    if (hasWord(key, word.beginning)) return codeOf(word.region);
  }
  if (ccamCode.size() == 7) {
    const auto found = std::find_if(std::begin(kCcam), std::end(kCcam), [&](const Topography& row) { return ccamCode.substr(0, row.letters.size()) == row.letters; });
    if (found != std::end(kCcam)) return codeOf(found->region);
  }
  return {};
}

}  // namespace clairis
