#include "sim/command_line.h"

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "sim/booking_life.h"
#include "sim/booking_stream.h"
#include "sim/booking_text.h"
#include "sim/errors.h"
#include "sim/produce.h"
#include "sim/quantities.h"
#include "sim/throttle.h"
#include "sim/verify.h"

namespace harbor {
namespace {

constexpr const char* kDefaultBrokers = "localhost:9092";
constexpr const char* kDefaultTopic = "booking-events";
constexpr const char* kDefaultUrl = "postgresql://localhost:5432/harbor";
constexpr int kPartitionsMax = 10'000;
constexpr int kDefaultPartitions = 12;

static_assert(kAmendedPercent == 48 && kCheckedInPercent == 36 && kCancelledPercent == 11,
              "the help below names them");
constexpr const char* kProduceFooter =
    "Without --rate or --profile as fast as it goes. The key is the booking's id.\n"
    "Exit code 69 when the broker did not acknowledge every record.\n\n"
    "--model life: every second event confirms a booking of 1 to 6 passengers until all are open.\n"
    "Of the others 48 % are amendments (a third each adds a passenger, removes one, or only moves\n"
    "cabins), 36 % check-ins (3 % of them of somebody who is not aboard), 11 % cancellations and\n"
    "5 % erasures (no value, the version in a header). A cancelled booking comes back by an\n"
    "amendment, an erased one is confirmed again. That makes about 3 rows an event. An event with\n"
    "many passengers may be larger than --size.\n\n"
    "--bad: no JSON, wrong types, numbers out of range, missing keys, versions and passengers, "
    "NUL\n"
    "characters, unknown events, evenly among those that an event can have.\n\n"
    "Example, the evening of July 14:\n"
    "  harbor-sim produce --create-topic --model life --profile 500/s:20s,3000/s:60s,500/s:10s\n";

// What was asked for, before it is known to make sense together.
struct Arguments {
  ProduceOptions produce;
  bool create_topic = false;
  int partitions = kDefaultPartitions;
  std::optional<double> rate;
  std::optional<RateProfile> profile;
  std::optional<EventSizes> sizes;
  ThrottleOptions throttle;
  VerifyOptions verify;
};

Model model_named(std::string_view name) { return name == "life" ? Model::kLife : Model::kFlat; }

struct ParsedOption {
  std::string name;
  std::string expected;  // As in "'x' is not a rate".
  std::string help;
};

// An option whose text `read` turns into a value, or refuses.
template <typename Value>
CLI::Option* add_parsed(CLI::App& command, const ParsedOption& option, std::optional<Value>& target,
                        std::optional<Value> (*read)(std::string_view)) {
  return command
      .add_option_function<std::string>(
          option.name,
          [option, &target, read](const std::string& text) {
            target = read(text);
            if (!target) {
              throw CLI::ValidationError(option.name, "'" + text + "' is not " + option.expected);
            }
          },
          option.help)
      ->type_name("");
}

void add_topic(CLI::App& command, kafka::TopicAddress& topic) {
  topic = {kDefaultBrokers, kDefaultTopic};
  command.add_option("--brokers", topic.brokers, "Kafka's bootstrap servers")
      ->capture_default_str();
  command.add_option("--topic", topic.name, "Topic of the booking events")->capture_default_str();
}

void add_table(CLI::App& command, std::string& url, std::string& table) {
  url = kDefaultUrl;
  command.add_option("--postgres", url, "Where the table is (a libpq URL)")->capture_default_str();
  command.add_option("--table", table, "Table, or schema.table")->capture_default_str();
}

void add_model(CLI::App& command, Model& model) {
  command
      .add_option_function<std::string>(
          "--model", [&model](const std::string& name) { model = model_named(name); },
          "flat: an event is a row; life: bookings of 1 to 6 passengers, from confirmed to erased")
      ->check(CLI::IsMember({"flat", "life"}))
      ->type_name("ONE OF")
      ->default_str("flat");
}

void add_output(CLI::App& command, bool& json, bool& quiet) {
  command
      .add_option_function<std::string>(
          "--format", [&json](const std::string& format) { json = format == "json"; },
          "Of the summary: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("ONE OF")
      ->default_str("text");
  command.add_flag("--quiet", quiet, "No progress line");
}

void add_amounts(CLI::App& command, Arguments& arguments) {
  ProduceOptions& options = arguments.produce;
  auto* events = command.add_option("--events", options.events, "Stop after so many records");
  events->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000'000}))->type_name("N");
  add_parsed<std::chrono::nanoseconds>(
      command, {"--duration", "a duration such as 60s or 2m", "Stop after so long (60s)"},
      options.until, parse_duration);
  auto* rate =
      add_parsed<double>(command, {"--rate", "a rate such as 500/s", "Events a second (500/s)"},
                         arguments.rate, parse_rate);
  auto* profile = add_parsed<RateProfile>(command,
                                          {"--profile", "a list such as 500/s:20s,3000/s:60s",
                                           "Rates one after the other (500/s:20s,3000/s:60s)"},
                                          arguments.profile, RateProfile::parse);
  rate->excludes(profile);
}

void add_content(CLI::App& command, Arguments& arguments) {
  ProduceOptions& options = arguments.produce;
  command
      .add_option("--keys", options.stream.bookings,
                  "Distinct bookings; every second event opens one until all are open")
      ->check(CLI::Range(1u, kBookingsMax))
      ->type_name("N")
      ->capture_default_str();
  command.add_option("--seed", options.stream.seed, "The same seed gives the same events")
      ->type_name("N")
      ->capture_default_str();
  add_parsed<EventSizes>(command,
                         {"--size", "a size such as 800 or 500-5000, from 400 to 1000000",
                          "Bytes of an event, or from least to most (800)"},
                         arguments.sizes, EventSizes::parse);
  command
      .add_option("--duplicates", options.stream.duplicates,
                  "Share of records that repeat an older one (0.01)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("N")
      ->capture_default_str();
  command
      .add_option("--disorder", options.stream.disorder,
                  "Share of events that come after a later one of their booking (0.01)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("N")
      ->capture_default_str();
}

void add_badness(CLI::App& command, StreamOptions& options) {
  command
      .add_option("--bad", options.bad,
                  "Share of events that can never be applied, of every kind (0.05)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("N")
      ->capture_default_str();
}

void add_delivery(CLI::App& command, Arguments& arguments) {
  ProduceOptions& options = arguments.produce;
  command.add_option("--acks", options.producer.acks, "Acknowledgement to wait for: all, 1 or 0")
      ->check(CLI::IsMember({"all", "1", "0"}))
      ->type_name("ONE OF")
      ->capture_default_str();
  command
      .add_option("--compression", options.producer.compression, "none, lz4, snappy, gzip, zstd")
      ->check(CLI::IsMember({"none", "lz4", "snappy", "gzip", "zstd"}))
      ->type_name("ONE OF")
      ->capture_default_str();
  command
      .add_option_function<int>(
          "--linger-ms",
          [&options](const int& ms) { options.producer.linger = std::chrono::milliseconds(ms); },
          "How long a record may wait for a fuller request")
      ->check(CLI::Range(0, 1'000))
      ->type_name("N")
      ->default_str(std::to_string(options.producer.linger.count()));
  auto* create = command.add_flag("--create-topic", arguments.create_topic,
                                  "Make the topic if it is not there");
  command.add_option("--partitions", arguments.partitions, "Of a topic that is made")
      ->check(CLI::Range(1, kPartitionsMax))
      ->type_name("N")
      ->capture_default_str()
      ->needs(create);
  command.add_option("--replicas", options.create_replicas, "Of a topic that is made")
      ->check(CLI::Range(1, 100))
      ->type_name("N")
      ->capture_default_str()
      ->needs(create);
}

CLI::App* add_produce(CLI::App& app, Arguments& arguments) {
  CLI::App* command = app.add_subcommand("produce", "Write booking events into a topic");
  add_topic(*command, arguments.produce.producer.topic);
  add_amounts(*command, arguments);
  add_model(*command, arguments.produce.stream.model);
  add_content(*command, arguments);
  add_badness(*command, arguments.produce.stream);
  add_delivery(*command, arguments);
  add_output(*command, arguments.produce.json, arguments.produce.quiet);
  command->footer(kProduceFooter);
  return command;
}

CLI::App* add_throttle(CLI::App& app, Arguments& arguments) {
  CLI::App* command =
      app.add_subcommand("throttle", "Make a table slow for everybody, or lift that");
  add_table(*command, arguments.throttle.postgres_url, arguments.throttle.table);
  auto* rate = command->add_option_function<std::string>(
      "--rate",
      [&arguments](const std::string& text) {
        const auto value = parse_rate(text);
        if (!value || *value <= 0) {
          throw CLI::ValidationError("--rate", "'" + text + "' is not a rate such as 600/s");
        }
        arguments.throttle.rows_per_second = *value;
      },
      "Rows changed a second, by all writers together");
  rate->type_name("")->default_str("600/s");
  command->add_flag("--lift", arguments.throttle.lift, "Remove it, and all that it made")
      ->excludes(rate);
  command->footer(
      "Connect as the table's owner, with CREATE on the database: it makes a schema harbor_sim.\n\n"
      "Example:\n"
      "  harbor-sim throttle --postgres postgresql://owner@localhost/harbor --rate 600/s\n"
      "  harbor-sim throttle --postgres postgresql://owner@localhost/harbor --lift\n");
  return command;
}

CLI::App* add_verify(CLI::App& app, Arguments& arguments) {
  CLI::App* command =
      app.add_subcommand("verify", "Compare the table with what the topic says it should hold");
  add_topic(*command, arguments.verify.topic);
  add_model(*command, arguments.verify.model);
  command
      ->add_option("--dead-letter-topic", arguments.verify.dead_letter_topic,
                   "Records in there were never applied; every bad record must be in there")
      ->type_name("TEXT");
  add_table(*command, arguments.verify.postgres_url, arguments.verify.table);
  command->add_flag("--read-twice", arguments.verify.read_twice,
                    "The daemon was killed or its group changed: see below");
  add_output(*command, arguments.verify.json, arguments.verify.quiet);
  command->footer(
      "Names rows by key and differences by column, never values.\n"
      "Folds by the contract's section 5 alone: --model life by the projection in\n"
      "config/harbor_point.yaml, --model flat by one upsert of the columns of that name.\n"
      "A dead letter that is a good event is an error, too, unless the table refused it.\n"
      "A record that met no row is not remembered, and applies if it is read again after its row\n"
      "came at a lower version. With --read-twice rows may be so, and are counted.\n"
      "Exit code 0 when nothing is missing, stale or extra, 1 when something is.\n\n"
      "Example:\n"
      "  harbor-sim verify --topic booking-events --postgres postgresql://localhost/harbor\n");
  return command;
}

int run_produce_command(Arguments& arguments) {
  ProduceOptions& options = arguments.produce;
  const bool has_an_end = options.events || options.until || arguments.profile;
  if (!has_an_end && !arguments.rate) {
    throw UsageError(
        "produce needs an end: --events, --duration or --profile "
        "(or a --rate, to go on until it is stopped)");
  }
  if (arguments.profile && options.until) {
    throw UsageError("--profile has its own durations: leave out --duration");
  }
  if (arguments.rate && *arguments.rate <= 0) throw UsageError("--rate must be above 0/s");
  options.pace = arguments.profile;
  if (arguments.rate) options.pace = RateProfile::constant(*arguments.rate, options.until);
  options.sizes = arguments.sizes.value_or(EventSizes());
  options.create_partitions = arguments.create_topic ? arguments.partitions : 0;
  return run_produce(options);
}

}  // namespace

int run_command_line(int count, const char* const* arguments_given) {
  CLI::App app("Plays the life of Harbor Point: load, a slow table, and the check of every row.",
               "harbor-sim");
  app.require_subcommand(1);
  Arguments arguments;
  const CLI::App* produce = add_produce(app, arguments);
  const CLI::App* throttle = add_throttle(app, arguments);
  add_verify(app, arguments);
  try {
    app.parse(count, arguments_given);
  } catch (const CLI::ParseError& error) {
    // The parser would name what is missing instead.
    const std::vector<std::string> unknown = app.remaining(true);
    if (error.get_exit_code() != 0 && !unknown.empty()) {
      throw UsageError("\"" + unknown.front() + "\" is not known here; see --help");
    }
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  if (produce->parsed()) return run_produce_command(arguments);
  if (throttle->parsed()) return run_throttle(arguments.throttle);
  return run_verify(arguments.verify);
}

}  // namespace harbor
