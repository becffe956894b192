#include "postgres/table_reader.h"

#include <array>
#include <string_view>
#include <utility>

#include "postgres/statements.h"

namespace projector::postgres {
namespace {

constexpr const char* kTableQuery = R"sql(
SELECT n.nspname, c.relname, c.relkind, c.oid,
       has_any_column_privilege(c.oid, 'SELECT'), has_any_column_privilege(c.oid, 'INSERT'),
       has_any_column_privilege(c.oid, 'UPDATE'), has_table_privilege(c.oid, 'DELETE'),
       c.relpersistence = 'u', row_security_active(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = to_regclass($1))sql";

// A domain may stand on a domain; length and NOT NULL may come from any of them. The type is that
// below all domains: an explicit cast to a domain over varchar(n) cuts longer texts silently, while
// its assignment to the column refuses them. Of an array, the modifier is that of its elements.
constexpr const char* kColumnsQuery = R"sql(
WITH RECURSIVE layer AS (
  SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier, a.attnotnull AS not_null,
         a.atthasdef OR a.attidentity <> '' AS has_default
  FROM pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT layer.attnum, t.typbasetype, t.typtypmod, layer.not_null OR t.typnotnull,
         layer.has_default OR t.typdefault IS NOT NULL
  FROM layer JOIN pg_type t ON t.oid = layer.type WHERE t.typtype = 'd'
)
SELECT a.attname, format_type(layer.type, layer.modifier), element.typname,
       CASE WHEN element.typname IN ('varchar', 'bpchar') AND layer.modifier >= 4
            THEN layer.modifier - 4 ELSE -1 END,
       NOT layer.not_null, layer.has_default, a.attgenerated <> '' OR a.attidentity = 'a',
       element.typtype, element.oid <> t.oid,
       ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = element.oid
             ORDER BY enumsortorder)
FROM layer
JOIN pg_attribute a ON a.attrelid = $1::oid AND a.attnum = layer.attnum
JOIN pg_type t ON t.oid = layer.type AND t.typtype <> 'd'
JOIN pg_type element ON element.oid = CASE WHEN t.typcategory = 'A' AND t.typelem <> 0
                                           THEN t.typelem ELSE t.oid END
ORDER BY a.attnum)sql";

constexpr const char* kIndexesQuery = R"sql(
SELECT c.relname, a.attname
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = $1::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
  AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
ORDER BY c.relname, k.place)sql";

struct FamilyName {
  std::string_view type;
  TypeFamily family;
};

constexpr std::array kFamilies = {
    FamilyName{"text", TypeFamily::kText},
    FamilyName{"varchar", TypeFamily::kText},
    FamilyName{"bpchar", TypeFamily::kText},
    FamilyName{"name", TypeFamily::kText},
    FamilyName{"citext", TypeFamily::kText},
    FamilyName{"int2", TypeFamily::kSmallint},
    FamilyName{"int4", TypeFamily::kInteger},
    FamilyName{"int8", TypeFamily::kBigint},
    FamilyName{"numeric", TypeFamily::kNumeric},
    FamilyName{"float4", TypeFamily::kFloat},
    FamilyName{"float8", TypeFamily::kFloat},
    FamilyName{"bool", TypeFamily::kBoolean},
    FamilyName{"date", TypeFamily::kDate},
    FamilyName{"timestamp", TypeFamily::kTimestamp},
    FamilyName{"timestamptz", TypeFamily::kTimestamptz},
    FamilyName{"uuid", TypeFamily::kUuid},
    FamilyName{"json", TypeFamily::kJson},
    FamilyName{"jsonb", TypeFamily::kJson},
    FamilyName{"time", TypeFamily::kTime},
    FamilyName{"timetz", TypeFamily::kTime},
    FamilyName{"bytea", TypeFamily::kBytea},
};

// `kind` as in pg_type.typtype.
TypeFamily family_of(std::string_view type, std::string_view kind) {
  if (kind == "e") return TypeFamily::kEnum;
  if (kind != "b") return TypeFamily::kOther;
  for (const FamilyName& known : kFamilies) {
    if (known.type == type) return known.family;
  }
  return TypeFamily::kOther;
}

// `name` or `schema.name`, each as it is written, capitals included.
std::string quoted_name(const std::string& table) {
  const auto dot = table.find('.');
  if (dot == std::string::npos) return quote_identifier(table);
  return quote_identifier(table.substr(0, dot)) + "." + quote_identifier(table.substr(dot + 1));
}

StartupFindings refused(std::string message, std::string remedy) {
  StartupFinding finding;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
  return StartupFindings({std::move(finding)});
}

StartupFindings missing(pqxx::transaction_base& transaction, const std::string& table) {
  const pqxx::row place =
      transaction.exec("SELECT current_database(), current_setting('search_path'), current_user")
          .one_row();
  return refused("table \"" + table + "\" not found in database \"" + place[0].as<std::string>() +
                     "\" (search_path: " + place[1].as<std::string>() + ", user \"" +
                     place[2].as<std::string>() + "\")",
                 "create it, or name it with its schema, as in schema.table");
}

// Others, such as views and foreign tables, have no index that ON CONFLICT could use.
void check_kind(std::string_view kind, const std::string& table) {
  constexpr std::string_view kOrdinary = "r";
  constexpr std::string_view kPartitioned = "p";
  if (kind == kOrdinary || kind == kPartitioned) return;
  throw refused("\"" + table + "\" is not a table",
                "rows are written to tables only: name the one behind it");
}

void warn(TableReading& reading, std::string message, std::string remedy) {
  StartupFinding& finding = reading.findings.emplace_back();
  finding.severity = FindingSeverity::kWarning;
  finding.message = std::move(message);
  finding.remedy = std::move(remedy);
}

void check_keeping(bool is_unlogged, bool has_policies, const std::string& table,
                   TableReading& reading) {
  const std::string name = "table \"" + table + "\"";
  if (is_unlogged) {
    warn(reading,
         name + " is UNLOGGED: a crash of PostgreSQL empties it, and the offsets are committed",
         "ALTER TABLE " + quoted_name(table) + " SET LOGGED");
  }
  if (has_policies) {
    warn(reading,
         name +
             " has row-level security that holds for this user: rows that a policy refuses are "
             "bad records",
         "let the policies pass what the daemon writes, or ALTER ROLE ... BYPASSRLS");
  }
}

void read_columns(pqxx::transaction_base& transaction, const std::string& oid,
                  TableCatalog& catalog) {
  for (const pqxx::row& row : transaction.exec(kColumnsQuery, pqxx::params(oid))) {
    CatalogColumn column;
    column.name = row[0].as<std::string>();
    column.type = row[1].as<std::string>();
    column.family = family_of(row[2].view(), row[7].view());
    column.length_max = row[3].as<std::int32_t>();
    column.nullable = row[4].as<bool>();
    column.has_default = row[5].as<bool>();
    column.generated = row[6].as<bool>();
    column.is_array = row[8].as<bool>();
    const auto labels = row[9].as_sql_array<std::string>();
    column.labels.assign(labels.cbegin(), labels.cend());
    catalog.columns.push_back(std::move(column));
  }
}

void read_indexes(pqxx::transaction_base& transaction, const std::string& oid,
                  TableCatalog& catalog) {
  for (const pqxx::row& row : transaction.exec(kIndexesQuery, pqxx::params(oid))) {
    auto name = row[0].as<std::string>();
    auto& indexes = catalog.unique_indexes;
    if (indexes.empty() || indexes.back().name != name) {
      indexes.emplace_back().name = std::move(name);
    }
    indexes.back().columns.push_back(row[1].as<std::string>());
  }
}

}  // namespace

// In one transaction with one snapshot, so that the parts belong to one state of the table.
TableReading read_table(pqxx::connection& session, const std::string& table,
                        const std::string& settings) {
  pqxx::transaction<pqxx::isolation_level::repeatable_read, pqxx::write_policy::read_only>
      transaction(session);
  transaction.exec(settings).no_rows();
  const pqxx::result found = transaction.exec(kTableQuery, pqxx::params(quoted_name(table)));
  if (found.empty()) throw missing(transaction, table);
  const pqxx::row row = found.one_row();
  check_kind(row[2].view(), table);
  TableReading reading;
  TableCatalog& catalog = reading.catalog;
  catalog.schema = row[0].as<std::string>();
  catalog.name = row[1].as<std::string>();
  catalog.can_select = row[4].as<bool>();
  catalog.can_insert = row[5].as<bool>();
  catalog.can_update = row[6].as<bool>();
  catalog.can_delete = row[7].as<bool>();
  const auto oid = row[3].as<std::string>();
  read_columns(transaction, oid, catalog);
  read_indexes(transaction, oid, catalog);
  check_keeping(row[8].as<bool>(), row[9].as<bool>(), table, reading);
  return reading;
}

}  // namespace projector::postgres
