#include "data/spark/log_cause.hpp"

#include <gtest/gtest.h>

namespace nexa::spark {
namespace {

TEST(LogCause, IsTheLastExceptionWithItsCauses) {
    EXPECT_EQ(cause_in("26/01/01 12:00:00 ERROR Worker: lost\n"
                       "26/01/01 12:00:01 INFO Goes: on\n"
                       "Exception in thread \"main\" org.apache.spark.SparkException: Job aborted\n"
                       "\tat a.b.C.d(C.scala:1)\n\tat a.b.C.e(C.scala:2)\n\tat a.b.C.f(C.scala:3)\n\tat a.b.C.g(C.scala:4)\n"
                       "Caused by: java.lang.OutOfMemoryError: Java heap space\n\tat x.Y.z(Y.java:9)\n\t... 12 more\n"
                       "26/01/01 12:00:02 INFO ShutdownHookManager: Shutdown hook called\n"),
              "Exception in thread \"main\" org.apache.spark.SparkException: Job aborted\n"
              "\tat a.b.C.d(C.scala:1)\n\tat a.b.C.e(C.scala:2)\n\tat a.b.C.f(C.scala:3)\n"
              "Caused by: java.lang.OutOfMemoryError: Java heap space\n\tat x.Y.z(Y.java:9)\n\t... 12 more");
}

TEST(LogCause, OfPythonEndsWithTheErrorItself) {
    EXPECT_EQ(cause_in("starting\r\nTraceback (most recent call last):\r\n  File \"/opt/job.py\", line 3, in <module>\r\n    main()\r\n"
                       "ValueError: no such column: price\r\ngoodbye\r\n"),
              "Traceback (most recent call last):\n  File \"/opt/job.py\", line 3, in <module>\n    main()\n"
              "ValueError: no such column: price");
}

TEST(LogCause, MayBeOneLine) {
    EXPECT_EQ(cause_in("26/01/01 12:00:00 INFO a: b\n26/01/01 12:00:01 ERROR SparkContext: Failed to add file:/x.jar\nbye"),
              "26/01/01 12:00:01 ERROR SparkContext: Failed to add file:/x.jar");
    EXPECT_EQ(cause_in("java.io.FileNotFoundException: /data/in"), "java.io.FileNotFoundException: /data/in");
}

TEST(LogCause, IsEmptyWhereNothingFailed) {
    EXPECT_EQ(cause_in(""), "");
    EXPECT_EQ(cause_in("\n\n"), "");
    EXPECT_EQ(cause_in("26/01/01 12:00:00 INFO ErrorHandler: no ERRORs so far\nException handling is on\nError\n"), "");
}

TEST(LogCause, StaysShort) {
    std::string python = "Traceback (most recent call last):\n";
    for (int at = 0; at < 1000; ++at) python += "  File \"deep\", line " + std::to_string(at) + "\n";
    const auto cause = cause_in(python + "RecursionError: " + std::string(100'000, 'x') + "\n");
    EXPECT_EQ(std::ranges::count(cause, '\n'), 11);
    EXPECT_TRUE(cause.starts_with("Traceback"));
    EXPECT_NE(cause.find("\nRecursionError: xxx"), std::string::npos);
    EXPECT_LT(cause.size(), 5000U);
}

}  // namespace
}  // namespace nexa::spark
