//! Shops and payments.

use crate::format::Format;

pub(super) static ROWS: &[Format] = &[
    Format::token(
        "stripe-secret-key",
        &["sk_live_", "sk_test_", "sk_org_"],
        r"sk_(?:live|test|org)_[A-Za-z0-9]{20,128}",
        r"sk_live_{A:99}",
    ),
    Format::token(
        "stripe-restricted-key",
        &["rk_live_", "rk_test_"],
        r"rk_(?:live|test)_[A-Za-z0-9]{20,128}",
        r"rk_live_{A:99}",
    ),
    Format::token(
        "webhook-secret",
        &["whsec_"],
        r"whsec_[A-Za-z0-9+/]{24,88}={0,2}",
        r"whsec_{A:32}",
    )
    .alone()
    .mixed(),
    Format::token(
        "shopify-token",
        &["shpat_", "shpca_", "shppa_", "shpua_"],
        r"shp(?:at|ca|pa|ua)_[0-9a-fA-F]{32}",
        r"shpat_{h:32}",
    ),
    Format::token(
        "shopify-secret",
        &["shpss_"],
        r"shpss_[0-9a-fA-F]{32}",
        r"shpss_{h:32}",
    ),
    Format::token(
        "square-token",
        &["sq0atp-", "EAAAE", "EAAAl"],
        r"(?:sq0atp-[A-Za-z0-9_-]{22}|EAAA[A-Za-z0-9_-]{60})",
        r"sq0atp-{w:22}",
    )
    .alone(),
    Format::token(
        "square-secret",
        &["sq0csp-"],
        r"sq0csp-[A-Za-z0-9_-]{43}",
        r"sq0csp-{w:43}",
    ),
    Format::token(
        "braintree-token",
        &["access_token$"],
        r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}",
        r"access_token$production${a:16}${h:32}",
    ),
    Format::token(
        "plaid-token",
        &[
            "access-production-",
            "access-sandbox-",
            "access-development-",
        ],
        r"access-(?:production|sandbox|development)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        r"access-production-{uuid}",
    ),
    Format::token(
        "easypost-key",
        &["EZAK", "EZTK"],
        r"EZ[AT]K[A-Za-z0-9]{54}",
        r"EZAK{A:54}",
    )
    .alone(),
    Format::token(
        "flutterwave-key",
        &["FLWSECK-", "FLWSECK_"],
        r"FLWSECK[-_](?:TEST-)?[0-9a-zA-Z]{32,48}(?:-X)?",
        r"FLWSECK-{h:32}-X",
    ),
    Format::token(
        "shippo-token",
        &["shippo_live_", "shippo_test_"],
        r"shippo_(?:live|test)_[0-9a-f]{40}",
        r"shippo_live_{h:40}",
    ),
];
