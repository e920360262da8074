/* SPDX-License-Identifier: ISC */
#ifndef OTLS_H
#define OTLS_H

/**
 * @file
 *
 * The whole of libotls: include this header and link with -lotls.
 */

#include <otls/types.h>
#include <otls/code.h>
#include <otls/library.h>
#include <otls/error.h>
#include <otls/handle.h>
#include <otls/rand.h>
#include <otls/bio.h>
#include <otls/key.h>
#include <otls/cert.h>
#include <otls/cert_list.h>
#include <otls/cert_request.h>
#include <otls/age.h>
#include <otls/context.h>
#include <otls/session.h>
#include <otls/store.h>
#include <otls/ticket_keys.h>
#include <otls/connection.h>
#include <otls/connection_info.h>
#include <otls/connection_store.h>
#include <otls/trust.h>
#include <otls/credential.h>
#include <otls/openssl.h>

#endif
