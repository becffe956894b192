"""Certificates for a test: an authority of its own, and what it signs."""

import subprocess

_SUBJECT = "/O=Harbor Point"
_DAYS = ("-days", "2")
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def _openssl(*words):
    made = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise RuntimeError(f"openssl {words[0]}:\n{made.stderr}")


class Authority:
    """`certificate` is the file that those trust who trust it."""

    def __init__(self, directory, name):
        self._directory = directory
        self._name = name
        self.certificate = directory / f"{name}.crt"
        self._key = directory / f"{name}.key"
        _openssl("req", "-x509", *_KEY, *_DAYS, "-subj", f"{_SUBJECT}/CN={name}",
                 "-keyout", self._key, "-out", self.certificate)

    def sign(self, name, addresses):
        """(certificate, key) of a server; `addresses` as in subjectAltName."""
        request, key, certificate, extensions = (
            self._directory / f"{name}.{kind}" for kind in ("csr", "key", "crt", "ext"))
        extensions.write_text(f"subjectAltName={addresses}\nextendedKeyUsage=serverAuth\n")
        _openssl("req", *_KEY, "-subj", f"{_SUBJECT}/CN={name}", "-keyout", key, "-out", request)
        _openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self._key,
                 "-CAcreateserial", *_DAYS, "-extfile", extensions, "-out", certificate)
        return certificate, key
