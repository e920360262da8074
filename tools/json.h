/* SPDX-License-Identifier: ISC */
#ifndef OTLS_JSON_H
#define OTLS_JSON_H

/* Prints |text| on standard output as a string of JSON, or null where it is
 * empty. Bytes that are not UTF-8 become U+FFFD. */
void json_print_string(const char *text);

#endif
