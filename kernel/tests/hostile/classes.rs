//! The kinds of harm, and who of those on the bench tries each.

/// At least four components in each; the classes of those that reach out or are dropped stand where they are made.
pub(crate) const CLASSES: &[(&str, &[&str])] = &[
    (
        "endless loops",
        &[
            "loop_in_export",
            "loop_in_start",
            "loop_in_realloc",
            "loop_in_post_return",
            "loop_in_judge",
            "loop_in_poll",
            "describes_forever",
        ],
    ),
    (
        "memory bombs",
        &[
            "memory_in_one_go",
            "memory_in_many_steps",
            "memory_from_the_start",
            "memories_many",
        ],
    ),
    (
        "table bombs",
        &[
            "table_in_one_go",
            "table_from_the_start",
            "tables_many",
            "tables_over_count",
        ],
    ),
    (
        "instance bombs",
        &[
            "instances of instances",
            "two of two of two",
            "too deep",
            "many instances",
            "components as values",
        ],
    ),
    (
        "stack overflows",
        &[
            "recursion",
            "recursion_of_two",
            "recursion_in_realloc",
            "recursion_in_start",
        ],
    ),
    (
        "floods of calls",
        &["host_calls", "http_calls", "log_lines", "log_line"],
    ),
    (
        "floods of bytes",
        &[
            "list_of_a_gibibyte",
            "list_that_repeats_one_text",
            "answer_too_large",
            "reply_too_large",
            "http_with_many_headers",
            "happenings_too_large",
        ],
    ),
    (
        "bad texts",
        &[
            "text_not_utf8",
            "text_with_a_surrogate",
            "text_at_a_bad_address",
            "log_of_escapes",
            "log_from_nowhere",
        ],
    ),
    (
        "bad pointers",
        &[
            "list_at_a_bad_address",
            "list_out_of_line",
            "answer_at_a_bad_address",
            "answer_out_of_line",
            "load_outside",
            "store_just_behind",
            "realloc_to_nowhere",
            "realloc_out_of_line",
        ],
    ),
    (
        "traps",
        &[
            "trap",
            "trap_in_start",
            "trap_in_post_return",
            "trap_in_judge",
            "trap_in_receive",
            "division_by_zero",
            "call_of_nothing",
        ],
    ),
    (
        "values that are none",
        &[
            "case_that_is_none",
            "result_that_is_none",
            "log_level_that_is_none",
            "event_that_is_none",
            "number_too_large",
        ],
    ),
    (
        "lies against the contract",
        &[
            "probability_of_two",
            "score_not_a_number",
            "questions_nine",
            "events_without_an_end",
            "data_not_an_object",
            "describes_a_stronger_effect",
            "describes_more",
        ],
    ),
    (
        "wrong contracts",
        &[
            "another kind",
            "another version",
            "another shape",
            "nothing in it",
            "imports what there is not",
        ],
    ),
    (
        "files that are none",
        &[
            "empty",
            "noise",
            "text",
            "huge",
            "core module",
            "native code",
            "without its last byte",
        ],
    ),
    (
        "proposals switched off",
        &[
            "a memory of 64 bits",
            "a shared memory",
            "tail calls",
            "garbage collection",
            "exceptions",
        ],
    ),
];
