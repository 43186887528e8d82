#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace nexa::http {

/// True when the media type of a Content-Type header (parameters aside) is one of `allowed`. Pure.
bool media_type_is(std::string_view content_type, const std::vector<std::string>& allowed);

/// Answers 415 to a request with a body of a media type that is not `allowed`, and names those that are. A page of another origin can't
/// send such a type without being asked first, which is the second fence against forged requests.
Middleware body_type(std::vector<std::string> allowed);

}  // namespace nexa::http
