/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_H
#define OTLS_AGE_H

/**
 * @file
 *
 * Files encrypted in the age format, version 1, that every age tool reads.
 *
 * A file is encrypted for recipients, public texts that begin with "age1",
 * or for one passphrase; each recipient's identity, a secret text that
 * begins with "AGE-SECRET-KEY-1", decrypts it. An encryptor holds
 * recipients, a decryptor identities; either works on any number of files.
 *
 * Only proven plaintext comes out: first the header is checked, then each
 * 64 KiB of the payload before they are released. Memory stays bounded,
 * however large the file. Headers of more than 1 MiB, or with lines of more
 * than 64 KiB, are refused as malformed.
 *
 * A file is binary or armored, which is the same as text that passes where
 * only ASCII does: base64 in lines between "-----BEGIN AGE ENCRYPTED
 * FILE-----" and "-----END AGE ENCRYPTED FILE-----". Encryptors write either,
 * decryptors and headers tell by themselves which it is.
 *
 * The format says who can read a file, not who wrote it: anybody who knows
 * a recipient can encrypt for it.
 */

#include <otls/age_identity.h>
#include <otls/age_recipient.h>
#include <otls/age_encryptor.h>
#include <otls/age_decryptor.h>
#include <otls/age_transfer.h>
#include <otls/age_reader.h>
#include <otls/age_rewrap.h>
#include <otls/age_header.h>

#endif
