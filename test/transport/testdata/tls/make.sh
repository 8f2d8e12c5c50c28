#!/usr/bin/env bash
# Makes the certificates of the TLS tests; they are committed, so that tests need no openssl. Keys for tests only.
set -euo pipefail
cd "$(dirname "$0")"
authority() { # name
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 36500 -out "$1.pem"
}
leaf() { # name authority names days
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "$4" -out "$1.pem" \
    -extfile <(printf 'subjectAltName=%s' "$3")
  rm "$1.csr"
}
authority ca
authority other-ca
leaf a ca "IP:127.0.0.1" 36500
leaf a-renewed ca "IP:127.0.0.1" 36500
leaf b ca "IP:127.0.0.1" 36500
leaf named ca "DNS:cluster.test" 36500
leaf stranger other-ca "IP:127.0.0.1" 36500
leaf expired ca "IP:127.0.0.1" 0
rm -f ./*.srl ca.key other-ca.key
