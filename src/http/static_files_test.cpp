#include "http/static_files.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "http/accept_encoding.hpp"

namespace nexa::http {
namespace {

namespace fs = std::filesystem;

StaticFiles site() {
    return StaticFiles::from({{"assets/app-1a2b.js", "script"},
                              {"assets/app-1a2b.js.br", "script, brotli"},
                              {"assets/app-1a2b.js.gz", "script, gzip"},
                              {"index.html", "page"},
                              {"favicon.svg", "icon"},
                              {"backup.tar.gz", "archive"}});
}

Request request_for(std::string path) {
    Request request;
    request.target = request.path = std::move(path);
    return request;
}

std::string body_of(const Response& response) {
    const auto* const shared = std::get_if<std::shared_ptr<const std::string>>(&response.body);
    return shared != nullptr ? **shared : std::get<std::string>(response.body);
}

TEST(StaticFiles, ServesFilesWithTheirTypes) {
    const StaticFiles files = site();
    EXPECT_EQ(files.size(), 4U);
    const Response icon = files.respond(request_for("/favicon.svg"));
    EXPECT_EQ(icon.status, 200);
    EXPECT_EQ(body_of(icon), "icon");
    EXPECT_EQ(icon.headers.get("Content-Type"), "image/svg+xml");
    EXPECT_EQ(icon.headers.get("Cache-Control"), "no-cache");
    EXPECT_FALSE(icon.headers.contains("Vary"));
    EXPECT_EQ(body_of(files.respond(request_for("/backup.tar.gz"))), "archive");
}

TEST(StaticFiles, HashedAssetsAreCachedForEver) {
    const Response asset = site().respond(request_for("/assets/app-1a2b.js"));
    EXPECT_EQ(asset.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(asset.headers.get("Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(asset.headers.get("Vary"), "Accept-Encoding");
    EXPECT_FALSE(asset.headers.contains("Content-Encoding"));
}

TEST(StaticFiles, SendsTheCompressedVariantWithItsOwnTag) {
    const StaticFiles files = site();
    Request request = request_for("/assets/app-1a2b.js");
    const std::string plain_tag(files.respond(request).headers.get("ETag"));
    request.headers.set("Accept-Encoding", "gzip, deflate, br");
    const Response brotli = files.respond(request);
    EXPECT_EQ(body_of(brotli), "script, brotli");
    EXPECT_EQ(brotli.headers.get("Content-Encoding"), "br");
    EXPECT_NE(brotli.headers.get("ETag"), plain_tag);
    request.headers.set("Accept-Encoding", "gzip");
    EXPECT_EQ(body_of(files.respond(request)), "script, gzip");
}

TEST(StaticFiles, WhatIsKnownIsNotSentAgain) {
    const StaticFiles files = site();
    Request request = request_for("/index.html");
    const std::string tag(files.respond(request).headers.get("ETag"));
    for (const std::string& known : {tag, "W/" + tag, "\"other\", " + tag + " ", std::string("*")}) {
        request.headers.set("If-None-Match", known);
        const Response response = files.respond(request);
        EXPECT_EQ(response.status, 304) << known;
        EXPECT_EQ(body_of(response), "");
        EXPECT_EQ(response.headers.get("ETag"), tag);
    }
    request.headers.set("If-None-Match", "\"other\"");
    EXPECT_EQ(files.respond(request).status, 200);
}

TEST(StaticFiles, ThePageRoutesByItself) {
    const StaticFiles files = site();
    for (const auto* const path : {"/", "/clusters", "/clusters/prod/namespaces/a.b/kafkas", "/assets"}) {
        const Response response = files.respond(request_for(path));
        EXPECT_EQ(body_of(response), "page") << path;
        EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
    }
    for (const auto* const path : {"/missing.js", "/assets/old", "/clusters/index.htm", "/assets/app-1a2b.js/x.js"}) {
        EXPECT_EQ(files.respond(request_for(path)).status, 404) << path;
    }
}

TEST(StaticFiles, OnlyReads) {
    Request request = request_for("/");
    request.method = Method::post;
    const Response response = site().respond(request);
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD");
    request.method = Method::head;
    EXPECT_EQ(site().respond(request).status, 200);
}

class Directory : public ::testing::Test {
protected:
    void SetUp() override {
        root_ = fs::temp_directory_path() /
                fmt::format("nexa-static-{}-{}", ::getpid(), ::testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(site_ / "assets");
        write(root_ / "secret.txt", "secret");
        write(site_ / "index.html", "page");
        write(site_ / "assets" / "a.css", "style");
        write(site_ / ".env", "hidden");
    }
    void TearDown() override { fs::remove_all(root_); }
    static void write(const fs::path& path, std::string_view text) {
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }

    fs::path root_ = fs::temp_directory_path() / fmt::format("nexa-static-{}", ::getpid());
    fs::path site_ = root_ / "site";
};

TEST_F(Directory, IsLoadedAndCantBeEscaped) {
    write(site_ / ".git" / "config", "hidden");
    fs::create_symlink(root_ / "secret.txt", site_ / "link.txt");
    const auto files = StaticFiles::load(site_);
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->size(), 2U);
    EXPECT_EQ(body_of(files->respond(request_for("/assets/a.css"))), "style");
    for (const auto* const path :
         {"/../secret.txt", "/assets/../../secret.txt", "/link.txt", "/.env", "//etc/passwd.txt", "/..\\secret.txt", "/./index.html"}) {
        EXPECT_EQ(files->respond(request_for(path)).status, 404) << path;
    }
    EXPECT_EQ(body_of(files->respond(request_for("/.git/config"))), "page");
}

TEST_F(Directory, HasItsLimits) {
    EXPECT_EQ(StaticFiles::load(site_, {.files = 1}).error().code, ErrorCode::too_large);
    EXPECT_EQ(StaticFiles::load(site_, {.bytes = 6}).error().code, ErrorCode::too_large);
    EXPECT_EQ(StaticFiles::load(root_ / "nothing").error().code, ErrorCode::not_found);
    EXPECT_EQ(StaticFiles::load(site_ / "assets").error().code, ErrorCode::not_found);
}

TEST(AcceptEncoding, Table) {
    constexpr Offer both{.brotli = true, .gzip = true};
    constexpr Offer gzip_only{.brotli = false, .gzip = true};
    struct Case {
        std::string_view header;
        Offer offer;
        Encoding encoding;
    };
    const std::vector<Case> cases{
        {"", both, Encoding::identity},
        {"br", both, Encoding::brotli},
        {"gzip", both, Encoding::gzip},
        {"gzip, br", both, Encoding::brotli},
        {"GZIP , BR;Q=0.9", both, Encoding::gzip},
        {"br;q=0.5, gzip;q=0.8", both, Encoding::gzip},
        {"br;q=0, gzip;q=0", both, Encoding::identity},
        {"br;q=0.000, *", both, Encoding::gzip},
        {"*", both, Encoding::brotli},
        {"*;q=0.1", both, Encoding::brotli},
        {"identity, gzip;q=0.5", both, Encoding::identity},
        {"identity;q=0.5, gzip;q=0.5", both, Encoding::gzip},
        {"br", gzip_only, Encoding::identity},
        {"br, gzip", gzip_only, Encoding::gzip},
        {"br", {}, Encoding::identity},
        {"gzip;q=nonsense", both, Encoding::identity},
        {"gzip;level=9", both, Encoding::identity},
        {",,;,gzip ; q=0.3,", both, Encoding::gzip},
    };
    for (const Case& one : cases) EXPECT_EQ(choose_encoding(one.header, one.offer), one.encoding) << one.header;
}

}  // namespace
}  // namespace nexa::http
