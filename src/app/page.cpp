#include "page.h"

#include <string_view>

#include "embedded_files.h"

namespace projector::app {
namespace {

// Trusted types: not even these scripts can turn a text into HTML.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";

http::Handler file(std::string_view content, const char* type) {
  return [content, type](const http::Request&) {
    http::Response response;
    response.content_type = type;
    response.constant_body = content;
    response.headers = {{"Content-Security-Policy", kPolicy},
                        {"Referrer-Policy", "no-referrer"},
                        {"Cross-Origin-Resource-Policy", "same-origin"}};
    return response;
  };
}

}  // namespace

std::map<std::string, http::Handler> page_handlers() {
  constexpr const char* kScript = "text/javascript; charset=utf-8";
  return {
      {"/", file(embedded::kPageHtml, "text/html; charset=utf-8")},
      {"/page.css", file(embedded::kPageCss, "text/css; charset=utf-8")},
      {"/page.js", file(embedded::kPageJs, kScript)},
      {"/page_charts.js", file(embedded::kPageChartsJs, kScript)},
      {"/page_format.js", file(embedded::kPageFormatJs, kScript)},
      {"/page_nodes.js", file(embedded::kPageNodesJs, kScript)},
      {"/chart.js", file(embedded::kChartMinJs, kScript)},
      {"/icon.svg", file(embedded::kIconSvg, "image/svg+xml")},
  };
}

}  // namespace projector::app
