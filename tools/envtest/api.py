"""The few requests that set a test cluster up."""

import json
import re
import ssl
import urllib.error
import urllib.request

ROLE_VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]


class Api:
    """Speaks to the cluster as its administrator."""

    def __init__(self, server, authority, token):
        self.server, self.token = server, token
        self.context = ssl.create_default_context(cafile=str(authority))

    def send(self, method, path, body=None, content_type="application/json", timeout=10):
        """(status, document or text). A server that can't be reached is status 0."""
        data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": content_type}
        request = urllib.request.Request(f"{self.server}{path}", data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=timeout) as response:
                return response.status, parse(response.read().decode())
        except urllib.error.HTTPError as error:
            return error.code, parse(error.read().decode())
        except OSError as error:
            return 0, str(error)


def parse(text):
    try:
        return json.loads(text)
    except ValueError:
        return text


def ready(api):
    return api.send("GET", "/readyz", timeout=2)[0] == 200


def team_objects(user, namespace):
    """What lets that user do everything in that namespace, and nothing elsewhere: (path, object)."""
    rbac = "/apis/rbac.authorization.k8s.io/v1"
    rule = {"apiGroups": ["*"], "resources": ["*"], "verbs": ROLE_VERBS}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": user}
    subject = {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}
    return [("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}),
            (f"{rbac}/namespaces/{namespace}/roles",
             {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": user}, "rules": [rule]}),
            (f"{rbac}/namespaces/{namespace}/rolebindings",
             {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": user}, "roleRef": reference,
              "subjects": [subject]})]


def definitions_in(files):
    """(name, YAML text) of each CustomResourceDefinition in those files, and in the files of those folders."""
    for path in files:
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            for document in re.split(r"^---\s*$", file.read_text(), flags=re.MULTILINE):
                name = re.search(r"^  name: (\S+)$", document, re.MULTILINE)
                if name and re.search(r"^kind: CustomResourceDefinition$", document, re.MULTILINE):
                    yield name[1], document


def established(api, name):
    status, found = api.send("GET", f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}")
    conditions = found.get("status", {}).get("conditions", []) if status == 200 else []
    return any(each["type"] == "Established" and each["status"] == "True" for each in conditions)
