#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "http/shard.hpp"

namespace nexa::http {

/// Serves one accepted connection to its end, on the shard's executor, to which the socket must belong. `tls` null: plain.
/// `refuse`: the server is full, answer 503 and close. The caller has counted the connection in `Service::connections` (`refusals` when
/// refused); it is counted off when the coroutine ends or is dropped.
void start_session(const std::shared_ptr<Shard>& shard, asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> tls, bool refuse);

}  // namespace nexa::http
