//! What a text in Japanese asks for. Its words have no blanks between them, so phrases are looked for as they stand.

use super::signal::{Signal, Stance};
use openkoi_counsel::excerpt;

struct Rule {
    verbs: &'static [&'static str],
    objects: &'static [&'static str],
    spared: &'static [&'static str],
    stance: Stance,
    weight: f32,
    condition: &'static str,
}

const REMOVING: &[&str] = &[
    "削除",
    "消去",
    "消して",
    "消す",
    "抹消",
    "破壊",
    "初期化",
    "フォーマット",
    "全消し",
];
const SPEAKING: &[&str] = &[
    "防ぐ",
    "防止",
    "検出",
    "拒否",
    "ブロック",
    "しないで",
    "せずに",
    "しない",
    "説明",
    "禁止",
    "警告",
    "確認ダイアログ",
    "なぜ",
    "方法を調べ",
];
const MAKING: &[&str] = &[
    "機能",
    "関数",
    "実装",
    "テスト",
    "修正",
    "ボタン",
    "リファクタ",
    "ドキュメント",
    "画面",
    "コメント",
    "インポート",
    "キャッシュ",
    "未使用",
    "一時ファイル",
    "ビルド",
];

const ASKED: &str = "Show exactly what would be lost, and ask before it happens.";

const RULES: &[Rule] = &[
    Rule {
        verbs: REMOVING,
        objects: &[
            "ホームディレクトリ",
            "ホームフォルダ",
            "ルートディレクトリ",
            "ディスク",
            "ハードディスク",
            "ドライブ",
            "システムファイル",
            "パソコン",
            "本番データベース",
            "本番環境",
            "本番データ",
            "バックアップ",
            "顧客データ",
        ],
        spared: MAKING,
        stance: Stance::Forbid,
        weight: 0.95,
        condition: ASKED,
    },
    Rule {
        verbs: REMOVING,
        objects: &[
            "全ファイル",
            "すべてのファイル",
            "全てのファイル",
            "全部のファイル",
            "全データ",
            "すべてのデータ",
            "全てのデータ",
            "リポジトリ全体",
            "データベース",
            "テーブル",
            "履歴",
        ],
        spared: MAKING,
        stance: Stance::Doubt,
        weight: 0.8,
        condition: ASKED,
    },
    Rule {
        verbs: &["送信", "送って", "アップロード", "投稿", "転送", "メールで"],
        objects: &[
            "秘密鍵",
            "パスワード",
            "認証情報",
            "APIキー",
            "SSH鍵",
            "クレデンシャル",
            "~/.ssh",
            "環境変数",
        ],
        spared: MAKING,
        stance: Stance::Forbid,
        weight: 0.95,
        condition: "It is not done.",
    },
    Rule {
        verbs: &["無効", "停止", "切って", "オフ"],
        objects: &[
            "ファイアウォール",
            "ウイルス対策",
            "セキュリティ",
            "サンドボックス",
            "監査ログ",
        ],
        spared: MAKING,
        stance: Stance::Doubt,
        weight: 0.75,
        condition: "Leave every protection as it is until the user has named the one that may be lifted.",
    },
    Rule {
        verbs: &["強制プッシュ", "強制push", "force push"],
        objects: &["して", "する", "しろ", "を"],
        spared: &[],
        stance: Stance::Doubt,
        weight: 0.75,
        condition: ASKED,
    },
    Rule {
        verbs: &[
            "デプロイして",
            "リリースして",
            "公開して",
            "投稿して",
            "メールを送って",
            "プッシュして",
            "送信して",
        ],
        objects: &[""],
        spared: &["機能", "関数", "テスト"],
        stance: Stance::Care,
        weight: 0.3,
        condition: "Let nothing leave this machine until the user has said yes to exactly that.",
    },
];

/// Everything in a text that speaks for care.
pub(super) fn signals(text: &str) -> Vec<Signal> {
    text.split(['。', '\n', '！', '？', '、'])
        .flat_map(|sentence| RULES.iter().filter_map(move |rule| fits(rule, sentence)))
        .collect()
}

fn fits(rule: &Rule, sentence: &str) -> Option<Signal> {
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    let found = has(rule.verbs) && has(rule.objects) && !has(rule.spared) && !has(SPEAKING);
    found.then(|| Signal {
        stance: rule.stance,
        weight: rule.weight,
        what: format!("the task asks for “{}”", excerpt(sentence, 60)),
        condition: rule.condition.to_string(),
    })
}
