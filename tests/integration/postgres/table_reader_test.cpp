#include <string>

#include <gmock/gmock.h>

#include "projector/base/startup_error.h"

#include "test_database.h"

namespace projector::postgres {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class TableReaderTest : public DatabaseTest {
 protected:
  TableCatalog read() { return read_table(options_, schema_ + ".manifest"); }

  // The only column of a table made for it.
  CatalogColumn column(const std::string& definition) {
    sql("CREATE TABLE manifest (value " + definition + ")");
    return read().columns.at(0);
  }

  StartupError error_of(const std::string& table) {
    try {
      read_table(options_, table);
    } catch (const StartupError& error) {
      return error;
    }
    throw std::logic_error("no error came");
  }
};

TEST_F(TableReaderTest, NamesTableAndColumnsInTheirOrder) {
  sql("CREATE TABLE manifest (id text, gone text, \"Full Name\" varchar(20), version bigint)");
  sql("ALTER TABLE manifest DROP gone");
  const TableCatalog catalog = read();
  EXPECT_EQ(catalog.schema, schema_);
  EXPECT_EQ(catalog.name, "manifest");
  ASSERT_EQ(catalog.columns.size(), 3u);
  EXPECT_EQ(catalog.columns[1].name, "Full Name");
  EXPECT_EQ(catalog.columns[1].type, "character varying(20)");
  EXPECT_EQ(catalog.columns[1].length_max, 20);
  EXPECT_EQ(catalog.columns[2].family, TypeFamily::kBigint);
}

TEST_F(TableReaderTest, FindsATableByTheSearchPath) {
  sql("CREATE TABLE public.\"" + schema_ + "\" (id text)");
  EXPECT_EQ(read_table(options_, schema_).schema, "public");
  sql("DROP TABLE public.\"" + schema_ + "\"");
}

TEST_F(TableReaderTest, ReadsAPartitionedTable) {
  sql("CREATE TABLE manifest (id text PRIMARY KEY, version bigint) PARTITION BY HASH (id)");
  EXPECT_EQ(read().unique_indexes.size(), 1u);
}

TEST_F(TableReaderTest, KnowsFamilies) {
  sql("CREATE TABLE manifest (a smallint, b integer, c numeric(6,2), d real, e boolean, f date,"
      " g timestamp, h timestamptz, i uuid, j jsonb, k inet, l char(3), m bytea, n time,"
      " o timetz(3), p \"char\")");
  std::vector<TypeFamily> families;
  for (const CatalogColumn& each : read().columns) families.push_back(each.family);
  EXPECT_THAT(families, ElementsAre(TypeFamily::kSmallint, TypeFamily::kInteger,
                                    TypeFamily::kNumeric, TypeFamily::kFloat, TypeFamily::kBoolean,
                                    TypeFamily::kDate, TypeFamily::kTimestamp,
                                    TypeFamily::kTimestamptz, TypeFamily::kUuid, TypeFamily::kJson,
                                    TypeFamily::kOther, TypeFamily::kText, TypeFamily::kBytea,
                                    TypeFamily::kTime, TypeFamily::kTime, TypeFamily::kOther));
}

TEST_F(TableReaderTest, ListsTheLabelsOfAnEnumInTheirOrder) {
  sql("CREATE TYPE mood AS ENUM ('sea sick', 'calm')");
  sql("ALTER TYPE mood ADD VALUE 'a \"b\", {c}' BEFORE 'calm'");
  const CatalogColumn found = column("mood");
  EXPECT_EQ(found.family, TypeFamily::kEnum);
  EXPECT_THAT(found.labels, ElementsAre("sea sick", "a \"b\", {c}", "calm"));
  EXPECT_FALSE(found.is_array);
}

TEST_F(TableReaderTest, DescribesTheElementsOfAnArray) {
  const CatalogColumn found = column("varchar(7)[]");
  EXPECT_TRUE(found.is_array);
  EXPECT_EQ(found.family, TypeFamily::kText);
  EXPECT_EQ(found.length_max, 7);
  EXPECT_EQ(found.type, "character varying(7)[]");
}

TEST_F(TableReaderTest, ListsTheLabelsOfAnArraysElements) {
  sql("CREATE TYPE mood AS ENUM ('sea sick', 'calm')");
  const CatalogColumn found = column("mood[]");
  EXPECT_TRUE(found.is_array);
  EXPECT_EQ(found.family, TypeFamily::kEnum);
  EXPECT_THAT(found.labels, ElementsAre("sea sick", "calm"));
}

TEST_F(TableReaderTest, LooksThroughADomainToItsArray) {
  sql("CREATE DOMAIN numbers AS integer[]");
  const CatalogColumn found = column("numbers");
  EXPECT_TRUE(found.is_array);
  EXPECT_EQ(found.family, TypeFamily::kInteger);
  EXPECT_EQ(found.type, "integer[]");
}

TEST_F(TableReaderTest, LeavesTheElementsOfAnArrayOfDomainsToTheServer) {
  sql("CREATE DOMAIN positive AS integer CHECK (value > 0)");
  const CatalogColumn found = column("positive[]");
  EXPECT_TRUE(found.is_array);
  EXPECT_EQ(found.family, TypeFamily::kOther);
  EXPECT_THAT(found.type, HasSubstr("positive[]"));
}

TEST_F(TableReaderTest, TakesNoPointForAnArray) {
  const CatalogColumn found = column("point");
  EXPECT_FALSE(found.is_array);
  EXPECT_EQ(found.family, TypeFamily::kOther);
}

TEST_F(TableReaderTest, LooksThroughDomains) {
  sql("CREATE DOMAIN code AS varchar(7) NOT NULL");
  sql("CREATE DOMAIN cabin AS code DEFAULT 'none'");
  const CatalogColumn found = column("cabin");
  EXPECT_EQ(found.family, TypeFamily::kText);
  EXPECT_EQ(found.length_max, 7);
  EXPECT_FALSE(found.nullable);
  EXPECT_TRUE(found.has_default);
  EXPECT_EQ(found.type, "character varying(7)");
}

TEST_F(TableReaderTest, TellsAPlainColumn) {
  const CatalogColumn found = column("text");
  EXPECT_TRUE(found.nullable);
  EXPECT_FALSE(found.has_default);
  EXPECT_FALSE(found.generated);
  EXPECT_EQ(found.length_max, -1);
}

TEST_F(TableReaderTest, TellsADefaultAndNotNull) {
  const CatalogColumn found = column("text NOT NULL DEFAULT 'x'");
  EXPECT_FALSE(found.nullable);
  EXPECT_TRUE(found.has_default);
}

TEST_F(TableReaderTest, TellsColumnsThatCannotBeWritten) {
  EXPECT_TRUE(column("bigint GENERATED ALWAYS AS IDENTITY").generated);
}

TEST_F(TableReaderTest, TellsAComputedColumn) {
  EXPECT_TRUE(column("text GENERATED ALWAYS AS ('x') STORED").generated);
}

TEST_F(TableReaderTest, TellsAnIdentityThatMayBeWritten) {
  const CatalogColumn found = column("bigint GENERATED BY DEFAULT AS IDENTITY");
  EXPECT_FALSE(found.generated);
  EXPECT_TRUE(found.has_default);
}

TEST_F(TableReaderTest, ListsOnlyIndexesThatOnConflictCanUse) {
  sql("CREATE TABLE manifest (id text, no integer, version bigint)");
  sql("CREATE UNIQUE INDEX usable ON manifest (no, id) INCLUDE (version)");
  sql("CREATE UNIQUE INDEX partial ON manifest (id) WHERE no > 0");
  sql("CREATE UNIQUE INDEX expression ON manifest (lower(id))");
  sql("CREATE INDEX plain ON manifest (id)");
  sql("ALTER TABLE manifest ADD CONSTRAINT later UNIQUE (id) DEFERRABLE");
  const TableCatalog catalog = read();
  ASSERT_EQ(catalog.unique_indexes.size(), 1u);
  EXPECT_EQ(catalog.unique_indexes[0].name, "usable");
  EXPECT_THAT(catalog.unique_indexes[0].columns, ElementsAre("no", "id"));
}

TEST_F(TableReaderTest, ReadsThePrivilegesOfItsUser) {
  sql("CREATE TABLE manifest (id text)");
  sql("DROP ROLE IF EXISTS reader");
  sql("CREATE ROLE reader LOGIN");
  sql("GRANT USAGE ON SCHEMA " + admin_.quote_name(schema_) + " TO reader");
  sql("GRANT SELECT ON manifest TO reader");
  sql("GRANT INSERT (id) ON manifest TO reader");
  options_.url.replace(options_.url.find("postgres@"), 8, "reader");
  const TableCatalog catalog = read();
  EXPECT_TRUE(catalog.can_select);
  EXPECT_TRUE(catalog.can_insert);
  EXPECT_FALSE(catalog.can_update);
  EXPECT_FALSE(catalog.can_delete);
  sql("DROP OWNED BY reader");
  sql("DROP ROLE reader");
}

TEST_F(TableReaderTest, NamesTheRightToASchemaThatIsMissing) {
  sql("CREATE TABLE manifest (id text)");
  sql("DROP ROLE IF EXISTS outsider");
  sql("CREATE ROLE outsider LOGIN");
  options_.url.replace(options_.url.find("postgres@"), 8, "outsider");
  const StartupError error = error_of(schema_ + ".manifest");
  EXPECT_EQ(error.code(), ExitCode::kConfiguration);
  EXPECT_THAT(error.what(), HasSubstr("permission denied for schema"));
  EXPECT_THAT(error.what(), HasSubstr("GRANT USAGE ON SCHEMA"));
  sql("DROP ROLE outsider");
}

TEST_F(TableReaderTest, WorksWithoutSessionSettings) {
  options_.prepared_statements = false;
  sql("CREATE TABLE manifest (id text)");
  EXPECT_EQ(read().columns.size(), 1u);
}

TEST_F(TableReaderTest, SaysWhereItLookedForAMissingTable) {
  const StartupError error = error_of("manifest");
  EXPECT_EQ(error.code(), ExitCode::kConfiguration);
  EXPECT_THAT(error.what(), HasSubstr("table \"manifest\" not found in database \"postgres\""));
  EXPECT_THAT(error.what(), HasSubstr("search_path"));
}

TEST_F(TableReaderTest, RefusesAView) {
  sql("CREATE VIEW manifest AS SELECT 1 AS id");
  EXPECT_THAT(error_of(schema_ + ".manifest").what(), HasSubstr("is not a table"));
}

TEST_F(TableReaderTest, NamesAMissingDatabase) {
  options_.url.replace(options_.url.rfind('/'), std::string::npos, "/nowhere");
  EXPECT_EQ(error_of("manifest").code(), ExitCode::kConfiguration);
  EXPECT_THAT(error_of("manifest").what(), HasSubstr("\"nowhere\" does not exist"));
}

TEST_F(TableReaderTest, ReportsAnUnreachableServerWithoutThePassword) {
  options_.url = "postgresql://user:sesame@127.0.0.1:1/db";
  EXPECT_EQ(error_of("manifest").code(), ExitCode::kUnavailable);
  EXPECT_THAT(error_of("manifest").what(), HasSubstr("127.0.0.1:1, database \"db\""));
  EXPECT_THAT(error_of("manifest").what(), Not(HasSubstr("sesame")));
}

TEST_F(TableReaderTest, RefusesAUrlThatItCannotReadWithoutShowingIt) {
  options_.url = "postgresql//user:sesame@host";
  EXPECT_EQ(error_of("manifest").code(), ExitCode::kConfiguration);
  EXPECT_THAT(error_of("manifest").what(), Not(HasSubstr("sesame")));
}

TEST_F(TableReaderTest, RefusesAPasswordThatSpillsIntoTheHost) {
  options_.url = "postgresql://user:open@sesame@localhost/db";
  EXPECT_THAT(error_of("manifest").what(), HasSubstr("%40"));
  EXPECT_THAT(error_of("manifest").what(), Not(HasSubstr("sesame")));
}

}  // namespace
}  // namespace projector::postgres
