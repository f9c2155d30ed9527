// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/pdfa/sample_reports.h"

#include "tests/unit/reports_pdf/report_fixture.h"

namespace clairis::reports::samples {

namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

void addPlain(std::vector<Sample>& samples) {
  samples.push_back({"knee", fixture::kneeReport()});
  samples.push_back({"chest", fixture::chestReport()});
  auto value = fixture::kneeReport();
  value.ins.reset();
  samples.push_back({"no-ins", value});
  value = fixture::kneeReport();
  value.ins = Ins::parse("180032B02040123", Ins::kNirTest);
  value.patient.traits = {"CORSE", "ANTHONY", "ANTHONY", "FIGATELLIX", "TONI", "1980-03-02", Sex::male, "2B020"};
  samples.push_back({"corsican", value});
  value = fixture::chestReport();
  value.replacesOid = "1.2.250.1.999.4.1.20261119.7";
  value.versionNumber = 2;
  samples.push_back({"replacement", value});
  value = fixture::kneeReport();
  value.text = {};
  samples.push_back({"empty-chapters", value});
  value.recipients.clear();
  value.requester = {};
  value.treatingPhysician.reset();
  value.site.privacyNotice.clear();
  value.orders.clear();
  value.acts.clear();
  samples.push_back({"bare", value});
  value = fixture::kneeReport();
  value.acts.push_back(value.acts.front());
  value.acts.back().procedure.display = "IRM du genou gauche";
  value.orders.push_back(value.orders.front());
  value.orders.back().accessionNumber = "A2026112002";
  samples.push_back({"two-acts", value});
}

/// A version that replaces or completes, written elsewhere and read twice, with what was added before.
void addLife(std::vector<Sample>& samples) {
  auto value = fixture::kneeReport();
  value.replacesOid = "1.2.250.1.999.4.1.20261119.7";
  value.versionNumber = 2;
  value.replaced = ReplacedValue{fromIso("2026-11-19T15:30:00.000Z"), value.requester, "Erreur de latéralité dans la conclusion."};
  samples.push_back({"amendment", value});
  value.authorStructure = {"1690000001", "Téléradiologie de l’Ouest"};
  value.author = value.requester;
  value.firstReader = value.requester;
  value.firstReadAt = fromIso("2026-11-20T09:00:00.000Z");
  value.replaced->reason = repeated("Motif très long, qui tient plus d’une page. ", 200);
  samples.push_back({"teleradiology", value});
  value.replaced->reason = "Examen antérieur reçu.";
  value.addendum = true;
  value.addenda = {{"Comparaison avec l’examen de 2019 : stable.", fromIso("2026-11-20T10:17:00.000Z"), value.validator},
                   {repeated("Second complément : plan de coupe repris, µ et cm² compris.\n", 60), fromIso("2026-11-21T10:17:00.000Z"), value.requester}};
  samples.push_back({"addendum", value});
}

void addHostile(std::vector<Sample>& samples) {
  auto value = fixture::kneeReport();
  value.text.results =
      "Fumée 🚬, idéogramme 影, octets \xFF\xFE invalides, contrôle \x01\x02\x1B[31m, \xE2\x80\xAEsens inversé\xE2\x80\xAC, <b>&amp;\"'</b> (\\) %PDF "
      "EMC";
  value.text.title = "Titre <avec> & \"guillemets\" 🚑 \x07";
  samples.push_back({"hostile", value});
  value = fixture::kneeReport();
  value.patient.traits.birthName = repeated("ANNE-SOPHIE DE LA ", 12);
  value.patient.traits.firstBirthName = repeated("JEAN-CHRISTOPHE ", 12);
  value.site.name = repeated("Groupement de radiologie ", 8);
  value.validator.familyName = repeated("Longchamp", 22);
  for (int i = 0; i < 40; ++i) value.recipients.push_back(value.requester);
  samples.push_back({"long-names", value});
  value = fixture::kneeReport();
  value.text.results = "https://images.example.org/" + repeated("0123456789abcdef", 60) + "\n" + std::string(3000, 'W');
  samples.push_back({"long-words", value});
  value = fixture::kneeReport();
  value.text.results = repeated(value.text.results + "\n", 90);
  samples.push_back({"twenty-pages", value});
  value = fixture::kneeReport();
  value.site.privacyNotice = repeated(value.site.privacyNotice + "\n", 40);
  samples.push_back({"long-notice", value});
  value = fixture::kneeReport();
  value.text.results = "Tiếng Việt : Nguyễn. Кириллица. Ελληνικά: ἀρχή. H₂O, 10⁻³, ∅ ≃ ≈ ✓ ⅓ e\xCC\x81 espace\u202Ffine : oui\u202F!";
  samples.push_back({"many-scripts", value});
}

/// One line more each: every way a paragraph can meet the foot of a page.
void addGrowing(std::vector<Sample>& samples) {
  for (int lines = 1; lines <= 48; ++lines) {
    auto value = fixture::kneeReport();
    if (lines % 3 == 0) value.ins.reset();
    value.text.results = repeated(
        "Foie de taille et de contours réguliers, sans lésion focale décelable sur les séquences réalisées avant et après injection.\n", lines);
    samples.push_back({"growing-" + std::to_string(lines), value});
  }
}

}  // namespace

std::vector<Sample> all() {
  std::vector<Sample> samples;
  addPlain(samples);
  addLife(samples);
  addHostile(samples);
  addGrowing(samples);
  return samples;
}

}  // namespace clairis::reports::samples
