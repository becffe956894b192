// A pipeline before a simulated sink, in virtual time: how much it applies, and how much it keeps
// in flight, at a sink of some capacity and distance.
//
// The sink is one server for all writers: rows take their time one after the other (a table's
// locks, a disk), and each batch its latency on top (a network). Times differ by chance, from a
// seed.

#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <vector>

#include "projector/core/pipeline.h"

#include "support/fake_mapper.h"

namespace projector {

class SinkModel {
 public:
  struct Sink {
    double rows_per_second = 0;
    std::chrono::milliseconds latency{5};
  };
  // A look at it, once a second.
  struct Sight {
    double at_seconds = 0;
    double sink_rows_per_second = 0;
    double applied_per_second = 0;
    std::uint32_t limit = 0;
    std::uint32_t in_flight = 0;
  };

  explicit SinkModel(const FlowOptions& flow, double arriving_per_second = 1e9)
      : arriving_per_second_(arriving_per_second),
        pipeline_(options(flow), {{TopicOptions{}, &mapper_}}) {
    pipeline_.assign({{}, Offset{0}});
  }

  void set_sink(Sink sink) { sink_ = sink; }
  // Nothing more arrives, and nothing that arrived waits.
  void end_arrivals() {
    arriving_per_second_ = 0;
    arrived_ = static_cast<double>(read_);
  }
  const std::vector<Sight>& sights() const { return sights_; }
  std::uint32_t limit() const { return pipeline_.credits().records_max(); }

  // Lets so much time pass; the records applied a second meanwhile.
  double run(std::chrono::seconds length) {
    const Instant begin = now_.steady;
    const std::uint64_t applied_before = applied_;
    const Instant end = begin + length;
    while (now_.steady < end) step();
    return static_cast<double>(applied_ - applied_before) / to_seconds(now_.steady - begin);
  }

 private:
  static constexpr std::uint32_t kWriters = 4;
  static constexpr auto kTick = std::chrono::milliseconds(250);
  static constexpr auto kLook = std::chrono::seconds(1);
  // Records come in swarms of what arrives meanwhile.
  static constexpr auto kArrival = std::chrono::milliseconds(5);

  struct Answer {
    std::uint32_t writer;
    std::uint32_t records;
    Instant sent;
  };

  static PipelineOptions options(const FlowOptions& flow) {
    PipelineOptions options;
    options.flow = flow;
    options.writers = kWriters;
    return options;
  }

  void step();
  void arrive();
  void read();
  void dispatch();
  void answer();
  void look();

  static Duration seconds(double count) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(count));
  }

  static constexpr Instant kBegin{std::chrono::hours(1)};

  double arriving_per_second_;
  Sink sink_;
  FakeMapper mapper_;
  Pipeline pipeline_;
  std::minstd_rand random_;
  Now now_{kBegin, WallTime(std::chrono::hours(1))};
  Instant next_tick_{};
  Instant next_look_{};
  Instant looked_at_ = kBegin;
  Instant arrived_at_ = kBegin;
  Instant server_free_{};
  double arrived_ = 0;
  std::uint64_t read_ = 0;
  std::uint64_t applied_ = 0;
  std::uint64_t applied_at_look_ = 0;
  std::multimap<Instant, Answer> answers_;
  std::vector<Sight> sights_;
};

}  // namespace projector
