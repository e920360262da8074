/* SPDX-License-Identifier: ISC */
#ifndef OTLS_TESTS_OOM_H
#define OTLS_TESTS_OOM_H

#include "support.h"

/*
 * The scenarios of check_oom.c, a file a word: each uses public functions,
 * gives back all that it took, and answers the first negative code or what
 * the last call answered.
 */
struct oom_scenario {
    const char *name;
    int (*run)(void);
};

/* A list ends with a NULL name. */
extern const struct oom_scenario oom_age[];
extern const struct oom_scenario oom_age_reader[];
extern const struct oom_scenario oom_age_rewrap[];
extern const struct oom_scenario oom_bio[];
extern const struct oom_scenario oom_cert[];
extern const struct oom_scenario oom_cert_request[];
extern const struct oom_scenario oom_connection[];
extern const struct oom_scenario oom_context[];
extern const struct oom_scenario oom_credential[];
extern const struct oom_scenario oom_key[];
extern const struct oom_scenario oom_library[];
extern const struct oom_scenario oom_openssl[];
extern const struct oom_scenario oom_rand[];
extern const struct oom_scenario oom_store[];
extern const struct oom_scenario oom_ticket_keys[];
extern const struct oom_scenario oom_trust[];

/* Ends a scenario at the first call that fails. */
#define TRY(call)                                                             \
    do {                                                                      \
        if ((rv = (call)) < 0)                                                \
            goto out;                                                         \
    } while (0)

/* Files that each scenario may read or make: |oom_input_path| has two lines,
 * |oom_key_path| an age identity, and the same with ".pub" its recipient. */
extern char oom_input_path[256], oom_output_path[256], oom_key_path[256];
#define OOM_IDENTITY                                                          \
    "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4"    \
    "EGAEX"
#define OOM_RECIPIENT                                                         \
    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

#endif
