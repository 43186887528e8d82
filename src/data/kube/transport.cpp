#include "data/kube/transport.hpp"

#include "base/encoding.hpp"

namespace nexa::kube {
namespace {

class ClientTransport final : public Transport {
public:
    ClientTransport(http::Client& client, Target target) : client_(client), target_(std::move(target)) {
        if (!target_.token.empty()) {
            authorization_ = Secret("Bearer " + target_.token.reveal());
        } else if (!target_.username.empty()) {
            authorization_ = Secret("Basic " + to_base64(target_.username + ":" + target_.password.reveal()));
        }
    }

    Task<Result<http::ClientResponse>> send(http::ClientRequest request) override {
        complete(request);
        return client_.send(std::move(request), target_.tls);
    }

    Task<Result<http::ClientResponse>> stream(http::ClientRequest request, http::HeadSink on_head, http::ChunkSink on_chunk) override {
        complete(request);
        return client_.stream(std::move(request), target_.tls, std::move(on_head), std::move(on_chunk));
    }

private:
    void complete(http::ClientRequest& request) const {
        request.url = target_.server + request.url;
        if (!authorization_.empty()) request.headers.set("Authorization", authorization_.reveal());
        if (!target_.impersonate_user.empty()) request.headers.set("Impersonate-User", target_.impersonate_user);
        if (!target_.impersonate_uid.empty()) request.headers.set("Impersonate-Uid", target_.impersonate_uid);
        for (const std::string& group : target_.impersonate_groups) request.headers.add("Impersonate-Group", group);
    }

    http::Client& client_;
    const Target target_;
    Secret authorization_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(http::Client& client, Target target) {
    return std::make_unique<ClientTransport>(client, std::move(target));
}

}  // namespace nexa::kube
