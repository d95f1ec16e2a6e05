//! How people say in other languages that all tests pass.

/// A word for tests, and what is said of them: both stand in the sentence, the first before the second.
const SAYINGS: [(&str, &[&str]); 10] = [
    (
        "tests",
        &[
            "laufen erfolgreich",
            "laufen durch",
            "laufen wieder",
            "laufen jetzt",
            "laufen nun",
            "bestehen",
            "sind grün",
            "sind bestanden",
            "bestanden",
            "passent",
            "réussissent",
            "sont au vert",
            "pasan",
            "están en verde",
        ],
    ),
    ("pruebas", &["pasan", "han pasado", "están en verde"]),
    (
        "testsuite",
        &["läuft durch", "ist grün", "läuft erfolgreich"],
    ),
    (
        "テスト",
        &[
            "通りました",
            "通ります",
            "通った",
            "通っています",
            "成功しました",
            "成功しています",
            "パスしました",
            "合格しました",
        ],
    ),
    (
        "测试",
        &["通过了", "都通过", "全部通过", "均通过", "已通过", "通过。"],
    ),
    (
        "測試",
        &["通過了", "都通過", "全部通過", "均通過", "已通過"],
    ),
    ("测试通过", &[""]),
    ("测试已经通过", &[""]),
    ("suite de tests", &["passe", "est au vert"]),
    ("suite de pruebas", &["pasa"]),
];
/// With one of these the sentence says something else.
const OTHERWISE: [&str; 29] = [
    "nicht",
    "kein",
    "noch",
    "sollte",
    "müss",
    "wenn",
    "ob ",
    "damit",
    "könn",
    "werden",
    " ne ",
    "n'",
    " pas ",
    "doivent",
    "devrai",
    "si ",
    "no ",
    "deben",
    "deberían",
    "ません",
    "ない",
    "はず",
    "ように",
    "なければ",
    "没有",
    "未通过",
    "不通过",
    "应该",
    "如果",
];

/// The sentence, in lower case, says that tests pass.
pub(super) fn says_that_tests_pass(sentence: &str) -> bool {
    let said = SAYINGS.iter().any(|(tests, verbs)| {
        sentence
            .split_once(tests)
            .is_some_and(|(_, rest)| verbs.iter().any(|verb| rest.contains(verb)))
    });
    said && !OTHERWISE.iter().any(|word| sentence.contains(word))
}
