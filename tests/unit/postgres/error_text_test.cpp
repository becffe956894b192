#include "postgres/error_text.h"

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

TEST(ErrorText, CutsTheValueOutOfADataError) {
  EXPECT_EQ(reason_for("22P02", "ERROR:  invalid input syntax for type integer: \"PASSENGER\"\n"),
            "invalid input syntax for type integer: (value not shown)");
}

TEST(ErrorText, CutsAValueThatHoldsQuotesAndLines) {
  EXPECT_EQ(reason_for("22P02", "ERROR:  bad: \"A \"ONE\"\nB\" for type x"),
            "bad: (value not shown) for type x");
}

TEST(ErrorText, CutsAValueThatIsNeverClosed) {
  EXPECT_EQ(reason_for("22P02", "ERROR:  bad: \"PASSENGER ONE"), "bad: (value not shown)");
}

TEST(ErrorText, CutsTheQuotesOfOtherLanguages) {
  EXPECT_EQ(reason_for("22P02", "FEHLER:  Eingabe \xe2\x80\x9ePASSENGER\xe2\x80\x9c falsch"),
            "Eingabe (value not shown) falsch");
}

TEST(ErrorText, KeepsTheNamesOfAConstraintViolation) {
  EXPECT_EQ(reason_for("23502",
                       "ERROR:  null value in column \"cabin\" of relation \"m\" violates not-null "
                       "constraint"),
            "null value in column \"cabin\" of relation \"m\" violates not-null constraint");
}

TEST(ErrorText, DoesNotTrustAConstraintErrorThatATriggerRaised) {
  EXPECT_EQ(reason_for("23514", "ERROR:  guest 'PASSENGER ONE' is barred"),
            "guest (value not shown) is barred");
}

TEST(ErrorText, ShowsNothingOfWhatAFunctionRaised) {
  EXPECT_EQ(reason_for("P0001", "ERROR:  PASSENGER ONE is barred"),
            "a trigger or function of the table refused the row");
}

TEST(ErrorText, KeepsNamesInErrorsOfTheStatement) {
  EXPECT_EQ(reason_for("42703",
                       "Failure during '[PREPARE projector_upsert_0]': ERROR:  column "
                       "\"cabin\" of relation \"m\" does not exist at character 40\n"),
            "column \"cabin\" of relation \"m\" does not exist at character 40");
}

TEST(ErrorText, CutsQuotedPartsOfWhatItDoesNotKnow) {
  EXPECT_EQ(reason_for("XX000", "ERROR:  something about \"PASSENGER\""),
            "something about (value not shown)");
}

TEST(ErrorText, NamesTheRemedyBehindAPoolingProxy) {
  EXPECT_NE(reason_for("26000", "ERROR:  prepared statement \"x\" does not exist")
                .find("postgres.prepared_statements: false"),
            std::string::npos);
}

TEST(ErrorText, PutsALinksMessageOnOneLine) {
  EXPECT_EQ(reason_for("", "server closed the connection\n\tunexpectedly\n"),
            "server closed the connection  unexpectedly");
}

}  // namespace
}  // namespace projector::postgres
