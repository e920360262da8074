/* SPDX-License-Identifier: ISC */
#ifndef OTLS_AGE_X25519_H
#define OTLS_AGE_X25519_H

#include "age/identity.h"
#include "age/recipient.h"

extern const struct otls__age_recipient_type otls__age_x25519_recipient;
extern const struct otls__age_identity_type otls__age_x25519_identity;

#endif
