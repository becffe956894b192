// Ways to write a batch of rows, beside one another in one run: the same upserts of flat bookings
// out of memory, over libpq, by statements that mean the same. What decision 0021 rests on.
//
//   projector_bench_forms URL --rows 200000 --batches 500 1000 5000 --rounds 5 [--json]
//
// Makes its table anew in the database for each measurement, and drops it.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <libpq-fe.h>

#include "flat_rows.h"

namespace projector {
namespace {

struct Arguments {
  std::string url;
  std::uint32_t rows = 200'000;
  std::vector<std::uint32_t> batches = {500, 1000, 5000};
  std::uint32_t connections = 2;
  std::uint32_t rounds = 5;
  bool is_json = false;
};

class Session {
 public:
  explicit Session(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {
    if (PQstatus(get()) != CONNECTION_OK) fail();
    // As the sink has it (docs/decisions/0018).
    run("SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET jit "
        "= off");
  }

  PGconn* get() const { return connection_.get(); }
  void run(const std::string& sql) { check(PQexec(get(), sql.c_str())); }
  void check(PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    PQclear(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) fail();
  }
  [[noreturn]] void fail() const { throw std::runtime_error(PQerrorMessage(get())); }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

template <typename Integer>
void put(std::string& to, Integer value) {
  for (int shift = static_cast<int>(sizeof(Integer)) * 8 - 8; shift >= 0; shift -= 8) {
    to.push_back(static_cast<char>(value >> shift));
  }
}

template <typename Integer>
Integer number(const std::string& text) {
  Integer value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Length and bytes, as in binary arrays and in binary COPY. The one timestamp of the load is known,
// so that reading it costs this form nothing: it can only look better than it is.
void put_cell(std::string& to, const std::string& cell, Kind kind) {
  constexpr std::int64_t kMicrosSince2000 = 836'643'600'125'000;
  switch (kind) {
    case Kind::kText:
      put(to, static_cast<std::int32_t>(cell.size()));
      to += cell;
      return;
    case Kind::kInt4:
      put(to, std::int32_t{4});
      put(to, number<std::int32_t>(cell));
      return;
    case Kind::kInt8:
      put(to, std::int32_t{8});
      put(to, number<std::int64_t>(cell));
      return;
    case Kind::kTimestamp:
      put(to, std::int32_t{8});
      put(to, kMicrosSince2000);
      return;
  }
}

template <typename Of>
std::string list(Of of) {
  std::string text;
  for (std::size_t i = 0; i < kColumns; ++i) text += (i == 0 ? "" : ", ") + of(i);
  return text;
}

std::string names() {
  return list([](std::size_t i) { return std::string(kTable[i].name); });
}

// INSERT of what `source` gives, guarded by the version.
std::string upsert(const std::string& source) {
  return "INSERT INTO projector_bench_forms AS t (" + names() + ") " + source +
         " ON CONFLICT (booking_id, passenger_no) DO UPDATE SET " + list([](std::size_t i) {
           return std::string(kTable[i].name) + " = excluded." + kTable[i].name;
         }) +
         ", removed_at = NULL WHERE excluded.version > t.version";
}

// One way to write. An object a connection; what it prepares lives as long.
class Form {
 public:
  explicit Form(Session& session) : session_(session) {}
  virtual ~Form() = default;
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;
  virtual void write(Rows rows) = 0;

 protected:
  Session& session_;
};

// unnest() of one array a column, of texts that the statement casts, or of the columns' types.
class Arrays : public Form {
 public:
  Arrays(Session& session, bool is_typed) : Form(session), is_typed_(is_typed) {
    const auto parameter = [&](std::size_t i) {
      return "$" + std::to_string(i + 1) + "::" + (is_typed ? kTable[i].type : "text") + "[]";
    };
    const auto value = [&](std::size_t i) {
      return "s.c" + std::to_string(i) + (is_typed ? "" : std::string("::") + kTable[i].type);
    };
    const std::string sql =
        upsert("SELECT " + list(value) + " FROM unnest(" + list(parameter) + ") AS s(" +
               list([](std::size_t i) { return "c" + std::to_string(i); }) + ")");
    session_.check(PQprepare(session_.get(), "write", sql.c_str(), 0, nullptr));
    formats_.fill(1);
  }

  void write(Rows rows) override {
    std::array<const char*, kColumns> values{};
    std::array<int, kColumns> lengths{};
    for (std::size_t i = 0; i < kColumns; ++i) {
      encode(rows, i);
      values[i] = buffers_[i].data();
      lengths[i] = static_cast<int>(buffers_[i].size());
    }
    session_.check(PQexecPrepared(session_.get(), "write", kColumns, values.data(), lengths.data(),
                                  formats_.data(), 0));
  }

 private:
  void encode(Rows rows, std::size_t i) {
    std::string& buffer = buffers_[i];
    buffer.clear();
    put(buffer, std::int32_t{1});  // Dimension, no NULLs, type, size, from 1.
    put(buffer, std::int32_t{0});
    put(buffer, static_cast<std::int32_t>(is_typed_ ? kTable[i].oid : 25));
    put(buffer, static_cast<std::int32_t>(rows.size()));
    put(buffer, std::int32_t{1});
    const Kind kind = is_typed_ ? kTable[i].kind : Kind::kText;
    for (const Row& row : rows) put_cell(buffer, row[i], kind);
  }

  const bool is_typed_;
  std::array<std::string, kColumns> buffers_;
  std::array<int, kColumns> formats_{};
};

// VALUES ($1, $2, …), (…): a statement for each size.
class Values : public Form {
 public:
  using Form::Form;

  void write(Rows rows) override {
    if (rows.size() != prepared_) prepare(rows.size());
    values_.clear();
    for (const Row& row : rows) {
      for (const std::string& cell : row) values_.push_back(cell.c_str());
    }
    session_.check(PQexecPrepared(session_.get(), name_.c_str(), static_cast<int>(values_.size()),
                                  values_.data(), nullptr, nullptr, 0));
  }

 private:
  void prepare(std::size_t count) {
    std::string source = "VALUES ";
    for (std::size_t row = 0; row < count; ++row) {
      source += row == 0 ? "(" : ", (";
      source += list([&](std::size_t i) {
        return "$" + std::to_string(row * kColumns + i + 1) + "::" + kTable[i].type;
      });
      source += ")";
    }
    name_ = "write_" + std::to_string(count);
    session_.run("DEALLOCATE ALL");
    session_.check(PQprepare(session_.get(), name_.c_str(), upsert(source).c_str(), 0, nullptr));
    prepared_ = count;
  }

  std::size_t prepared_ = 0;
  std::string name_;
  std::vector<const char*> values_;
};

// Binary COPY into a table of the session's own, and one statement that merges it.
class Copy : public Form {
 public:
  explicit Copy(Session& session) : Form(session) {
    session_.run("CREATE TEMP TABLE staging (" + list([](std::size_t i) {
                   return std::string(kTable[i].name) + " " + kTable[i].type;
                 }) +
                 ") ON COMMIT DELETE ROWS");
    const std::string sql = upsert("SELECT " + names() + " FROM staging");
    session_.check(PQprepare(session_.get(), "merge", sql.c_str(), 0, nullptr));
  }

  void write(Rows rows) override {
    session_.run("BEGIN");
    session_.run("COPY staging FROM STDIN (FORMAT binary)");
    encode(rows);
    if (PQputCopyData(session_.get(), buffer_.data(), static_cast<int>(buffer_.size())) != 1 ||
        PQputCopyEnd(session_.get(), nullptr) != 1) {
      session_.fail();
    }
    while (PGresult* result = PQgetResult(session_.get())) session_.check(result);
    session_.check(PQexecPrepared(session_.get(), "merge", 0, nullptr, nullptr, nullptr, 0));
    session_.run("COMMIT");
  }

 private:
  void encode(Rows rows) {
    using std::string_literals::operator""s;
    buffer_ = "PGCOPY\n\377\r\n\0"s;
    put(buffer_, std::int32_t{0});  // Flags, and no more header.
    put(buffer_, std::int32_t{0});
    for (const Row& row : rows) {
      put(buffer_, static_cast<std::int16_t>(kColumns));
      for (std::size_t i = 0; i < kColumns; ++i) put_cell(buffer_, row[i], kTable[i].kind);
    }
    put(buffer_, std::int16_t{-1});
  }

  std::string buffer_;
};

struct NamedForm {
  const char* name;
  std::unique_ptr<Form> (*make)(Session&);
};

constexpr std::array<NamedForm, 4> kForms = {{
    {"unnest of texts, binary",
     [](Session& session) -> std::unique_ptr<Form> {
       return std::make_unique<Arrays>(session, false);
     }},
    {"unnest of typed arrays, binary",
     [](Session& session) -> std::unique_ptr<Form> {
       return std::make_unique<Arrays>(session, true);
     }},
    {"VALUES",
     [](Session& session) -> std::unique_ptr<Form> { return std::make_unique<Values>(session); }},
    {"COPY to staging, merge",
     [](Session& session) -> std::unique_ptr<Form> { return std::make_unique<Copy>(session); }},
}};

void make_table(const std::string& url) {
  Session session(url);
  session.run("DROP TABLE IF EXISTS projector_bench_forms");
  session.run(create_flat_table("projector_bench_forms"));
  session.run("CHECKPOINT");
}

double rows_per_second(const Arguments& arguments, const NamedForm& form, std::uint32_t batch) {
  make_table(arguments.url);
  std::vector<std::vector<std::vector<Row>>> shares;
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<std::unique_ptr<Form>> forms;
  for (std::uint32_t i = 0; i < arguments.connections; ++i) {
    shares.push_back(
        batches_of(arguments.rows / arguments.connections, batch, {i, arguments.connections}));
    sessions.push_back(std::make_unique<Session>(arguments.url));
    forms.push_back(form.make(*sessions.back()));
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::exception_ptr> failures(shares.size());
  std::vector<std::thread> writers;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    writers.emplace_back([&, i] {
      try {
        for (const std::vector<Row>& rows : shares[i]) forms[i]->write(rows);
      } catch (...) {
        failures[i] = std::current_exception();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  for (const std::exception_ptr& failure : failures) {
    if (failure != nullptr) std::rethrow_exception(failure);
  }
  return static_cast<double>(shares.size() * shares.front().size() * batch) / taken.count();
}

void tell(const Arguments& arguments, const char* name, std::uint32_t batch,
          std::vector<double> rates) {
  std::ranges::sort(rates);
  const double median = rates[rates.size() / 2];
  std::printf(arguments.is_json ? "{\"form\": \"%s\", \"batch\": %u, \"rows_per_second\": %.0f, "
                                  "\"min\": %.0f, \"max\": %.0f}\n"
                                : "%-31s batches of %5u: %7.0f rows/s (%.0f - %.0f)\n",
              name, batch, median, rates.front(), rates.back());
  std::fflush(stdout);
}

int run(const Arguments& arguments) {
  for (const std::uint32_t batch : arguments.batches) {
    std::array<std::vector<double>, kForms.size()> rates;
    for (std::uint32_t round = 0; round < arguments.rounds; ++round) {
      for (std::size_t i = 0; i < kForms.size(); ++i) {  // In turn: the machine is noisy.
        rates[i].push_back(rows_per_second(arguments, kForms[i], batch));
      }
    }
    for (std::size_t i = 0; i < kForms.size(); ++i) {
      tell(arguments, kForms[i].name, batch, rates[i]);
    }
  }
  Session(arguments.url).run("DROP TABLE projector_bench_forms");
  return 0;
}

}  // namespace
}  // namespace projector

int main(int argc, char** argv) try {
  projector::Arguments arguments;
  CLI::App app("Writes the same rows in several ways, in turn");
  app.add_option("url", arguments.url, "Connection URL; the table is made there")->required();
  app.add_option("--rows", arguments.rows, "Rows in all")->check(CLI::PositiveNumber);
  app.add_option("--batches", arguments.batches, "Rows a batch")->check(CLI::Range(1, 7000));
  app.add_option("--connections", arguments.connections, "Writers")->check(CLI::Range(1, 64));
  app.add_option("--rounds", arguments.rounds, "Of all forms in turn")->check(CLI::Range(1, 99));
  app.add_flag("--json", arguments.is_json, "A line of JSON each");
  CLI11_PARSE(app, argc, argv);
  return projector::run(arguments);
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
