-- PUT of a SparkApplication of about 1 KB, each under a name of its own: every request is an intent, a run and an audit record.
-- CLUSTERS is how many clusters there are, run-1 onwards: each request goes to the next.
local count, id = 0, 0
local clusters = tonumber(os.getenv("CLUSTERS"))
local body = [[{"apiVersion":"sparkoperator.k8s.io/v1beta2","kind":"SparkApplication","metadata":{"name":"%s","namespace":"default"},"spec":{"type":"Scala","mode":"cluster","image":"apache/spark:4.0.4","imagePullPolicy":"IfNotPresent","mainClass":"org.apache.spark.examples.SparkPi","mainApplicationFile":"local:///opt/spark/examples/jars/spark-examples.jar","arguments":["%d"],"sparkVersion":"4.0.4","driver":{"labels":{"version":"4.0.0"},"cores":1,"memory":"512m","serviceAccount":"spark-operator-spark","securityContext":{"capabilities":{"drop":["ALL"]},"runAsGroup":185,"runAsUser":185,"runAsNonRoot":true,"allowPrivilegeEscalation":false,"seccompProfile":{"type":"RuntimeDefault"}}},"executor":{"labels":{"version":"4.0.0"},"instances":1,"cores":1,"memory":"512m","securityContext":{"capabilities":{"drop":["ALL"]},"runAsGroup":185,"runAsUser":185,"runAsNonRoot":true,"allowPrivilegeEscalation":false,"seccompProfile":{"type":"RuntimeDefault"}}}}}]]
local threads = 0
function setup(thread) thread:set("id", threads); threads = threads + 1 end
function request()
  count = count + 1
  local name = string.format("put-%s-%d-%d", os.getenv("RUN"), id, count)
  local path = string.format("/api/v1/clusters/run-%d/namespaces/default/sparkapplications/%s", count % clusters + 1, name)
  return wrk.format("PUT", path, {["content-type"] = "application/json", authorization = "Bearer " .. os.getenv("TOKEN")}, string.format(body, name, count))
end
function done(s, l, r)
  io.write(string.format('RESULT {"rps": %.1f, "p50": %.3f, "p99": %.3f, "errors": %d, "statuses": %d, "timeouts": %d, "requests": %d}\n', s.requests / s.duration * 1e6,
    l:percentile(50) / 1e3, l:percentile(99) / 1e3, s.errors.status + s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout, s.errors.status, s.errors.timeout, s.requests))
end
