//! Messages and mail.

use crate::format::{Category, Format};
use crate::plausible::may_stand_before;

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

pub(super) static ROWS: &[Format] = &[
    Format::token(
        "slack-bot-token",
        &["xoxb-"],
        r"xoxb-[0-9]{9,15}-[0-9A-Za-z-]{20,80}",
        r"xoxb-{d:12}-{d:13}-{A:24}",
    ),
    Format::token(
        "slack-user-token",
        &["xoxp-", "xoxa-", "xoxr-", "xoxs-"],
        r"xox[pars]-[0-9A-Za-z-]{20,200}",
        r"xoxp-{d:12}-{d:12}-{d:13}-{h:32}",
    ),
    Format::token(
        "slack-rotation-token",
        &["xoxe-", "xoxe.xox"],
        r"xoxe(?:\.xox[bp])?-[0-9A-Za-z-]{40,256}",
        r"xoxe.xoxp-1-{A:160}",
    ),
    Format::token(
        "slack-session-token",
        &["xoxc-", "xoxd-"],
        r"xox[cd]-[0-9A-Za-z%+/-]{40,300}",
        r"xoxc-{d:12}-{d:12}-{d:12}-{h:64}",
    ),
    Format::token(
        "slack-app-token",
        &["xapp-"],
        r"xapp-[0-9]-[A-Z0-9]{9,13}-[0-9]{10,15}-[0-9a-f]{64}",
        r"xapp-1-{U:11}-{d:13}-{h:64}",
    ),
    Format::after(
        "slack-webhook",
        Category::ApiKeys,
        &["hooks.slack.com/"],
        r"(?i)hooks\.slack\.com/(?:services|workflows|triggers)/",
        r"[A-Z0-9]{8,13}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{20,64}",
        r"https://hooks.slack.com/services/«T{U:8}/B{U:10}/{A:24}»",
    ),
    Format::after(
        "discord-webhook",
        Category::ApiKeys,
        &["discord.com/api/", "discordapp.com/api/"],
        r"(?i)discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]{17,20}/",
        r"[A-Za-z0-9_-]{60,80}",
        r"https://discord.com/api/webhooks/{d:18}/«{w:68}»",
    ),
    Format::after(
        "teams-webhook",
        Category::ApiKeys,
        &[".webhook.office.com/"],
        r"(?i)\.webhook\.office\.com/webhookb2/",
        r"[0-9a-f@-]{36,80}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}",
        r"https://acme.webhook.office.com/webhookb2/«{uuid}@{uuid}/IncomingWebhook/{h:32}/{uuid}»",
    ),
    Format::token(
        "telegram-bot-token",
        &[":AA"],
        r":AA[A-Za-z0-9_-]{32,34}",
        r"{d:10}:AA{w:33}",
    )
    .preceded_by(is_digit, 8, 10),
    Format::token(
        "sendgrid-key",
        &["SG."],
        r"SG\.[A-Za-z0-9_-]{20,24}\.[A-Za-z0-9_-]{39,50}",
        r"SG.{w:22}.{w:43}",
    )
    .alone(),
    Format::token(
        "twilio-key",
        &["SK"],
        r"SK[0-9a-f]{32}(?-u:\b)",
        r"SK{h:32}",
    )
    .alone(),
    Format::token(
        "mailgun-key",
        &["key-"],
        r"key-[0-9a-f]{32}(?-u:\b)",
        r"key-{h:32}",
    )
    .alone(),
    Format::token(
        "mailchimp-key",
        &["-us"],
        r"-us[0-9]{1,2}(?-u:\b)",
        r"{h:32}-us{d:2}",
    )
    .preceded_by(may_stand_before, 32, 32),
    Format::token(
        "brevo-key",
        &["xkeysib-", "xsmtpsib-"],
        r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
        r"xkeysib-{h:64}-{A:16}",
    ),
    Format::token(
        "resend-key",
        &["re_"],
        r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,28}",
        r"re_{A:8}_{A:24}",
    )
    .alone()
    .mixed(),
    Format::token(
        "mandrill-key",
        &["md-"],
        r"md-[A-Za-z0-9]{22}(?-u:\b)",
        r"md-{A:22}",
    )
    .alone()
    .mixed(),
    Format::token(
        "facebook-token",
        &["EAA"],
        r"EAA[A-Za-z0-9]{100,300}",
        r"EAA{A:160}",
    )
    .alone(),
    Format::token(
        "twitter-bearer",
        &["AAAAAAAAAAAAAAAAAAAAA"],
        r"AAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{60,128}",
        r"AAAAAAAAAAAAAAAAAAAAA{A:90}",
    )
    .alone()
    .mixed(),
];
