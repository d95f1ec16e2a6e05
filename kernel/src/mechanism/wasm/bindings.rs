//! The contracts of `wit/` as Rust: one set of types for all kinds, since one component may speak several.
//!
//! The world below is nobody's: it only gathers all interfaces. An adapter uses the exports of its own kind.

wasmtime::component::bindgen!({
    path: [
        "../wit/types",
        "../wit/host",
        "../wit/provider",
        "../wit/agency",
        "../wit/evaluator",
        "../wit/integration",
        "../wit/tool",
        "../wit/interpreter",
    ],
    inline: "
        package openkoi:kernel;

        world all {
            import openkoi:host/log@0.1.0;
            import openkoi:host/http@0.1.0;
            import openkoi:host/kv@0.1.0;
            import openkoi:host/files@0.1.0;
            import openkoi:host/process@0.1.0;
            export openkoi:provider/dialect@0.1.0;
            export openkoi:provider/catalog@0.1.0;
            export openkoi:provider/embed@0.1.0;
            export openkoi:provider/local@0.1.0;
            export openkoi:agency/adviser@0.1.0;
            export openkoi:evaluator/judge@0.1.0;
            export openkoi:integration/service@0.1.0;
            export openkoi:tool/tools@0.1.0;
            export openkoi:interpreter/script@0.1.0;
        }
    ",
    imports: {
        "openkoi:host/log": trappable,
        default: async | trappable,
    },
    exports: { default: async },
});
