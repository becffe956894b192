#include "findings.h"

namespace projector {

void Findings::begin(const std::string& place, const std::string& subject) {
  place_ = place;
  subject_ = subject;
}

void Findings::add(const std::string& place, const std::string& what) {
  const std::string& where = place.empty() ? place_ : place;
  if (!text_.empty()) text_ += "\n";
  if (!where.empty()) text_ += where + ": error: ";
  text_ += subject_ + ": " + what;
}

}  // namespace projector
