// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>

namespace clairis::test {

/// Whose INS may leave, told by the rules themselves (SR-02, SR-03, SR-04, RNIV's two axes, guide EXI ID 24 and 26) and by nothing of the product.
/// An operation that the product refused is not told here: refusing opens no outlet.
class Model {
public:
  struct Person {
    bool fromInsi = false;  ///< traits fetched from INSi, or taken from a partner who is believed
    bool checked = false;   ///< against a high-trust document
    bool doubtful = false, fictitious = false;
    bool marked = false;  ///< doubtful or fictitious by a person's word: no message clears it
    std::string ins;
    bool insHere = false;  ///< the number is INSi's answer here, not a partner's word
    int proofsHere = 0;    ///< high-trust documents checked here and in force
    std::string mergedInto;
    bool doubted() const { return doubtful || fictitious; }
  };
  /// What a message says of a status.
  struct Said {
    bool believed = false, vali = false, doubtful = false, fictitious = false;
    std::string ins;           ///< in PID-3, empty: none, or taken back
    bool removed = false;      ///< an INS is taken back
    std::string former;        ///< the INS in MRG-1
    bool byMerged = false;     ///< it knows the patient by numbers alone that were merged away
    bool otherTraits = false;  ///< its strict traits are not those that are stored
  };

  /// SR-04, and what no partner changes: who was qualified here, and the survivor of a merge by a number that is no more.
  void said(const std::string& id, const Said& said);
  void created(const std::string& id, bool doubtful);
  void proved(const std::string& id) {
    of(id).checked = true;
    ++of(id).proofsHere;
  }
  /// `another`: a high-trust document is still in force.
  void proofWithdrawn(const std::string& id, bool another);
  /// One level: by hand, by INSi's answer KO, by a changed strict trait.
  void lowered(const std::string& id);
  void marked(const std::string& id, bool fictitious, bool set);
  /// `covered`: the checked document vouches for INSi's traits.
  void takenFromInsi(const std::string& id, const std::string& ins, bool covered);
  void merged(const std::string& source, const std::string& target) { of(source).mergedInto = target; }
  void unmerged(const std::string& source) { of(source).mergedInto.clear(); }

  /// The number that may leave with this patient, or "".
  std::string open(const std::string& id) const;
  /// Whether anybody may be told by this number.
  bool openForAnybody(const std::string& matricule) const;
  const Person& person(const std::string& id) { return of(id); }
  const std::map<std::string, Person>& people() const { return _people; }

private:
  Person& of(const std::string& id) { return _people[id]; }
  std::map<std::string, Person> _people;
};

}  // namespace clairis::test
