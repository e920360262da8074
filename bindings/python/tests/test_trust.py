# SPDX-License-Identifier: ISC
"""Trust, through either back end."""

import pytest

import pki
import tls


@pytest.fixture(scope="module")
def authorities(tmp_path_factory):
    directory = tmp_path_factory.mktemp("trust")
    return pki.Authority(directory, "One"), pki.Authority(directory, "Two")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def test_the_empty_trust_believes_nobody():
    trust = tls.Trust.empty()
    assert len(trust) == 0 and trust and trust.crls == 0


def test_a_file_and_its_bytes_hold_the_same(authorities):
    one, _two = authorities
    assert len(tls.Trust.load(one.cert)) == 1
    assert len(tls.Trust.from_bytes(read(one.cert))) == 1
    assert len(tls.Trust.from_bytes(read(one.cert).decode())) == 1


def test_combining_makes_another_one_with_everybody(authorities):
    one, two = (tls.Trust.load(a.cert) for a in authorities)
    both = one | two
    assert (len(one), len(two), len(both)) == (1, 1, 2)
    with pytest.raises(TypeError):
        one | None


def test_what_is_no_certificate_is_named(tmp_path):
    path = tmp_path / "nonsense.pem"
    path.write_text("nonsense")
    with pytest.raises(tls.CertFormatError, match="nonsense.pem"):
        tls.Trust.load(path)
    with pytest.raises(FileNotFoundError):
        tls.Trust.load(tmp_path / "missing.pem")


def test_closing_is_final(authorities):
    trust = tls.Trust.load(authorities[0].cert)
    trust.close()
    trust.close()
    with pytest.raises(ValueError, match="tls.trust.Trust is closed"):
        len(trust)


def test_revocation_lists_are_added_to_another_one(authorities, tmp_path):
    one, _two = authorities
    (tmp_path / "index.txt").write_text("")
    (tmp_path / "number").write_text("01\n")
    (tmp_path / "ca.cnf").write_text(
        "[ca]\ndefault_ca = it\n[it]\ndatabase = %s/index.txt\n"
        "crlnumber = %s/number\ndefault_md = sha256\n"
        "default_crl_days = 2\n" % (tmp_path, tmp_path))
    crl = str(tmp_path / "crl.pem")
    pki.openssl("ca", "-config", str(tmp_path / "ca.cnf"), "-gencrl",
                "-cert", one.cert, "-keyfile", one.key, "-out", crl)
    before = tls.Trust.load(one.cert)
    after = before.with_crls(crl)
    assert (before.crls, after.crls) == (0, 1)
    assert before.with_crl_bytes(read(crl)).crls == 1
