/* SPDX-License-Identifier: ISC */
#include "support.h"

Suite *
check_suite(void)
{
    return suite_create("handle");
}
