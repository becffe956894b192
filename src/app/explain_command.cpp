#include "explain_command.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include <nlohmann/json.hpp>

#include "projector/http/client.h"

namespace projector::app {
namespace {

using Json = nlohmann::ordered_json;

// The daemon answers from memory: whoever takes longer hangs, or is another.
constexpr auto kTimeout = std::chrono::seconds(5);

http::Url url_of(const std::string& text) {
  const std::optional<http::Url> url = http::parse_url(text);
  if (url) return *url;
  throw StartupError(ExitCode::kUsage,
                     "--url \"" + text +
                         "\" is no address of a daemon: write http://HOST:PORT, as http.admin of "
                         "its configuration says (there is no https)");
}

StartupError unreachable(const std::string& url, const std::string& why) {
  return {ExitCode::kUnavailable, "no daemon at " + url + ": " + why +
                                      ". Is it running, and is that the http.admin of its "
                                      "configuration? --url names another"};
}

Json ask(const ExplainArguments& arguments) {
  const http::Answer answer = http::get(url_of(arguments.url), "/explain?format=json", kTimeout);
  if (answer.status == 0) throw unreachable(arguments.url, answer.body);
  if (answer.status != 200) {
    throw unreachable(arguments.url, "what answers there knows no /explain (HTTP status " +
                                         std::to_string(answer.status) + ")");
  }
  Json report = Json::parse(answer.body, nullptr, false);
  if (!report.is_object() || !report.contains("topics")) {
    throw unreachable(arguments.url, "what answers there is no manifest-projector");
  }
  return report;
}

// Leaves only the topic that was asked for.
void choose(const std::string& topic, Json& topics) {
  std::string names;
  Json chosen = Json::array();
  for (const Json& told : topics) {
    const auto name = told.at("name").get<std::string>();
    if (name == topic) chosen.push_back(told);
    names.append(names.empty() ? "" : ", ").append(name);
  }
  if (chosen.empty()) {
    throw StartupError(ExitCode::kUsage, "the daemon reads no topic \"" + topic + "\"; it reads " +
                                             (names.empty() ? "none yet" : names));
  }
  topics = std::move(chosen);
}

std::string text_of(const Json& report) {
  const Json& topics = report.at("topics");
  std::string text;
  if (topics.empty()) text = "Nothing is read yet: the daemon waits for Kafka or PostgreSQL.\n";
  for (const Json& server : report.value("waiting_for", Json::array())) {
    text.append(server.get<std::string>()).append("\n");
  }
  for (const Json& topic : topics) {
    text.append(topic.at("sentence").get<std::string>()).append(" ");
    text.append(topic.at("advice").get<std::string>()).append("\n");
  }
  return text;
}

}  // namespace

ExitCode explain(const ExplainArguments& arguments) {
  Json report = ask(arguments);
  if (!arguments.topic.empty()) choose(arguments.topic, report.at("topics"));
  const std::string text =
      arguments.format == ExplainFormat::kJson ? report.dump(2) + "\n" : text_of(report);
  std::fputs(text.c_str(), stdout);
  return ExitCode::kDone;
}

}  // namespace projector::app
