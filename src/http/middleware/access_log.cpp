#include "http/middleware/access_log.hpp"

#include "base/log.hpp"

namespace nexa::http {
namespace {

void append_visible(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c > ' ' && c < 0x7f) {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
}

std::string_view or_dash(std::string_view text) {
    return text.empty() ? "-" : text;
}

/// One request on its way; reports it when it goes. A streamed body owns it, so that it goes when the stream has ended, in whatever way.
class Entry {
public:
    Entry(const Request& request, const AccessSink& sink, const Clock& clock)
        : request_(request),
          sink_(sink),
          clock_(clock),
          started_(clock.now()) {}
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() {
        const AccessRecord record{.method = to_string(request_.method),
                                  .route = request_.route,
                                  .path = request_.raw_path(),
                                  .status = status,
                                  .bytes = bytes,
                                  .streamed = streamed,
                                  .took = clock_.now() - started_,
                                  .caller = request_.caller,
                                  .remote_address = request_.remote_address,
                                  .request_id = request_.request_id};
        try {
            sink_(record);
        } catch (const std::exception& error) {
            log::error("access", "a record was lost: {}", error.what());
        }
    }

    int status = 500;  // until there is a response: the handler failed
    std::size_t bytes = 0;
    bool streamed = false;

private:
    const Request& request_;  // lives until the response has been sent
    const AccessSink& sink_;
    const Clock& clock_;
    const Time started_;
};

class CountingWriter final : public StreamWriter {
public:
    CountingWriter(StreamWriter& writer, std::size_t& bytes) : writer_(writer), bytes_(bytes) {}
    Task<Result<>> write(std::string_view chunk) override {
        auto written = co_await writer_.write(chunk);
        if (written) bytes_ += chunk.size();
        co_return written;
    }

private:
    StreamWriter& writer_;
    std::size_t& bytes_;
};

StreamBody counted(StreamBody body, std::shared_ptr<Entry> entry) {
    return [body = std::move(body), entry = std::move(entry)](StreamWriter& writer) -> Task<> {
        CountingWriter counting(writer, entry->bytes);
        co_await body(counting);
    };
}

Task<Response> answer_and_report(const Handler& next, Request& request, const AccessSink& sink, const Clock& clock) {
    const auto entry = std::make_shared<Entry>(request, sink, clock);
    Response response = co_await next(request);
    entry->status = response.status;
    if (const auto* own = std::get_if<std::string>(&response.body)) {
        entry->bytes = own->size();
    } else if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body)) {
        entry->bytes = *shared ? (*shared)->size() : 0;
    } else {
        entry->streamed = true;
        response.body = counted(std::move(std::get<StreamBody>(response.body)), entry);
    }
    co_return response;
}

void write_line(const AccessRecord& record) {
    if (log::enabled(log::Level::info)) log::write(log::Level::info, "access", access_line(record));
}

}  // namespace

std::string access_line(const AccessRecord& record) {
    std::string line(record.method);
    line += ' ';
    append_visible(line, record.path);
    line += fmt::format(" {} {} B {:.2f} ms ", record.status, record.bytes, static_cast<double>(record.took.count()) / 1000);
    append_visible(line, or_dash(record.caller));
    line += fmt::format(" {} {}", or_dash(record.remote_address), or_dash(record.request_id));
    return line;
}

Middleware access_log(AccessSink sink, const Clock& clock) {
    if (!sink) sink = write_line;
    return [sink = std::move(sink), &clock](Handler next) -> Handler {
        return [sink, &clock, next = std::move(next)](Request& request) { return answer_and_report(next, request, sink, clock); };
    };
}

}  // namespace nexa::http
