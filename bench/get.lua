-- GET with a bearer token; prints one line of figures.
wrk.headers["authorization"] = "Bearer " .. os.getenv("TOKEN")
function done(s, l, r)
  io.write(string.format('RESULT {"rps": %.1f, "p50": %.3f, "p99": %.3f, "errors": %d}\n', s.requests / s.duration * 1e6, l:percentile(50) / 1e3,
    l:percentile(99) / 1e3, s.errors.status + s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout))
end
