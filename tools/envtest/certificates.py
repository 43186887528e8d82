"""The keys and certificates of one test cluster, made with openssl: an authority, the server, and an administrator's client certificate."""

import subprocess

SERVER_NAMES = "IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:10.0.0.1"


def openssl(folder, *arguments, text=None):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, input=text, encoding="utf8")


def make_key(folder, name):
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")
    (folder / f"{name}.key").chmod(0o600)


def sign(folder, name, subject, extensions):
    make_key(folder, name)
    openssl(folder, "req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
    openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-out",
            f"{name}.crt", "-extfile", "/dev/stdin", text=extensions)


def make(folder):
    """ca, server and admin (.key, .crt), and sa.key for service account tokens."""
    make_key(folder, "ca")
    openssl(folder, "req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=envtest-ca", "-days", "3650", "-out", "ca.crt", "-addext",
            "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    sign(folder, "server", "/CN=kube-apiserver", f"subjectAltName={SERVER_NAMES}\nextendedKeyUsage=serverAuth\n")
    sign(folder, "admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth\n")
    openssl(folder, "genrsa", "-out", "sa.key", "2048")
    (folder / "sa.key").chmod(0o600)
