#include "findings.h"

#include <utility>

namespace projector {

void Findings::begin(const std::string& place, const std::string& subject) {
  place_ = place;
  subject_ = subject;
}

void Findings::add(const std::string& place, const std::string& what, const std::string& remedy) {
  StartupFinding finding;
  finding.place = place.empty() ? place_ : place;
  finding.message.append(subject_).append(": ").append(what);
  finding.remedy = remedy;
  all_.push_back(std::move(finding));
}

}  // namespace projector
