#include "projector/http/server.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include <microhttpd.h>

#include "projector/base/startup_error.h"

#include "body_book.h"
#include "connection_book.h"
#include "listen_socket.h"
#include "routes.h"

namespace projector::http {
namespace {

// Together at most 4 MiB of buffers, and room for the 200 half-sent requests of a bad client.
constexpr unsigned kConnectionsMax = 256;
// Those in use; the rest is for new ones, and for those that are just being closed.
constexpr std::size_t kConnectionsKept = 224;
constexpr std::size_t kConnectionBytesMax = 16'384;  // Request line and headers; then 431.
constexpr unsigned kTimeoutSeconds = 5;              // Of a connection on which nothing moves.
// Of answers that are not read yet: some scrapes of a large group at once.
constexpr std::size_t kBodyBytesMax = std::size_t{16} << 20;

struct Reply {
  Response response;
  bool closes = false;  // The connection; what the client sends on would not be understood.
};

bool is_read(std::string_view method) {
  return method == MHD_HTTP_METHOD_GET || method == MHD_HTTP_METHOD_HEAD;
}

std::string_view header(MHD_Connection* connection, const char* name) {
  const char* value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? std::string_view() : value;
}

bool has_body(MHD_Connection* connection) {
  const auto length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
  const bool is_chunked = !header(connection, MHD_HTTP_HEADER_TRANSFER_ENCODING).empty();
  return is_chunked || length.find_first_not_of('0') != std::string_view::npos;
}

MHD_Result add_query(void* queries, MHD_ValueKind /*kind*/, const char* key, const char* value) {
  if (key != nullptr) {
    (*static_cast<std::map<std::string, std::string>*>(queries))[key] =
        value == nullptr ? "" : value;
  }
  return MHD_YES;
}

Reply answer(const Routes& routes, MHD_Connection* connection, const char* url,
             const char* method) {
  if (!is_read(method)) {
    return {{.status = 405, .body = "GET and HEAD only\n", .headers = {{"Allow", "GET, HEAD"}}},
            true};
  }
  if (has_body(connection)) return {{.status = 413, .body = "no body is read here\n"}, true};

  Request request{.path = url, .queries = {}};
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_query, &request.queries);
  return {routes.answer(request), false};
}

// What the callbacks of MHD need; on its thread only.
struct Service {
  Routes routes;
  ConnectionBook connections;
  BodyBook bodies;
};

void end_body(void* ended) {
  const auto& body = *static_cast<const BodyBook::Body*>(ended);
  body.book.ended(body);
}

// Null where there is no memory. MHD only reads the body, in spite of its type; for HEAD it sends
// the headers alone.
MHD_Response* message_with_body(BodyBook& bodies, MHD_Connection* connection, Response& response) {
  if (const std::string_view constant = response.constant_body; !constant.empty()) {
    return MHD_create_response_from_buffer(constant.size(), const_cast<char*>(constant.data()),
                                           MHD_RESPMEM_PERSISTENT);
  }
  const auto* const information =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  if (information == nullptr) return nullptr;
  BodyBook::Body& body = bodies.began(information->connect_fd, std::move(response.body));
  MHD_Response* const message = MHD_create_response_from_buffer_with_free_callback_cls(
      body.text.size(), body.text.data(), &end_body, &body);
  if (message == nullptr) bodies.ended(body);
  return message;
}

MHD_Result send(BodyBook& bodies, MHD_Connection* connection, Reply reply) {
  Response& response = reply.response;
  MHD_Response* const message = message_with_body(bodies, connection, response);
  if (message == nullptr) return MHD_NO;

  MHD_add_response_header(message, "Content-Type", response.content_type.c_str());
  MHD_add_response_header(message, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(message, "Cache-Control", "no-store");
  if (reply.closes) MHD_add_response_header(message, "Connection", "close");
  for (const auto& [name, value] : response.headers) {
    MHD_add_response_header(message, name.c_str(), value.c_str());
  }
  const MHD_Result result =
      MHD_queue_response(connection, static_cast<unsigned>(response.status), message);
  MHD_destroy_response(message);
  return result;
}

void note_request(Service& service, MHD_Connection* connection) {
  const auto* information = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  if (information == nullptr || information->socket_context == nullptr) return;
  service.connections.asked(
      *static_cast<const ConnectionBook::Connection*>(information->socket_context));
}

// Called with the headers, then once more at the end of the request.
// NOLINTNEXTLINE(readability-function-size): MHD says which parameters it has.
MHD_Result handle(void* context, MHD_Connection* connection, const char* url, const char* method,
                  const char* /*version*/, const char* /*upload*/, std::size_t* /*upload_size*/,
                  void** request_state) {
  static char headers_seen = 0;
  auto& service = *static_cast<Service*>(context);
  const bool is_first_call = *request_state == nullptr;
  *request_state = &headers_seen;
  try {
    if (is_first_call && is_read(method) && !has_body(connection)) return MHD_YES;
    note_request(service, connection);
    return send(service.bodies, connection, answer(service.routes, connection, url, method));
  } catch (...) {
    return MHD_NO;  // Out of memory: the connection ends, C code sees no exception.
  }
}

void note_connection(void* context, MHD_Connection* connection, void** socket_context,
                     MHD_ConnectionNotificationCode code) {
  ConnectionBook& connections = static_cast<Service*>(context)->connections;
  if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
    if (*socket_context == nullptr) return;
    connections.closed(*static_cast<ConnectionBook::Connection*>(*socket_context));
    return;
  }
  const auto* information = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  try {
    if (information != nullptr) *socket_context = &connections.opened(information->connect_fd);
  } catch (...) {
    *socket_context = nullptr;  // Out of memory: this one is served, and not counted.
  }
}

void shut_down(int socket) { shutdown(socket, SHUT_RDWR); }

// A byte of zero would end a path or a query, which MHD hands on as C strings: what bears one stays
// as it was sent, and is nothing that we know.
std::size_t unescape(void* /*context*/, MHD_Connection* /*connection*/, char* text) {
  if (std::strstr(text, "%00") != nullptr) return std::strlen(text);
  return MHD_http_unescape(text);
}

}  // namespace

struct Server::State {
  explicit State(std::map<std::string, Handler> handlers)
      : service{Routes(std::move(handlers)), ConnectionBook(kConnectionsKept, &shut_down),
                BodyBook(kBodyBytesMax, &shut_down)} {}
  ~State() {
    // Joins the thread and closes all connections and the socket.
    if (daemon != nullptr) MHD_stop_daemon(daemon);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  Service service;
  std::uint16_t port = 0;
  MHD_Daemon* daemon = nullptr;
};

Server::Server(const std::string& address, std::map<std::string, Handler> handlers)
    : state_(std::make_unique<State>(std::move(handlers))) {
  ListenSocket listener(address);
  state_->port = listener.port();
  // Without MHD_USE_ERROR_LOG: a stranger's bad request is no line of ours.
  // clang-format off: an option and its value stand in one line.
  state_->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, state_->port, nullptr, nullptr, &handle, &state_->service,
      MHD_OPTION_LISTEN_SOCKET, listener.descriptor(),
      MHD_OPTION_NOTIFY_CONNECTION, &note_connection, &state_->service,
      MHD_OPTION_CONNECTION_LIMIT, kConnectionsMax,
      MHD_OPTION_CONNECTION_TIMEOUT, kTimeoutSeconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytesMax,
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_UNESCAPE_CALLBACK, &unescape, nullptr,
      MHD_OPTION_END);
  // clang-format on
  if (state_->daemon == nullptr) {
    throw StartupError(ExitCode::kUnavailable,
                       "cannot serve " + address +
                           ": the HTTP server did not start; more open files or threads may be "
                           "needed (ulimit -n, ulimit -u)");
  }
  listener.release();
}

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->port; }

}  // namespace projector::http
