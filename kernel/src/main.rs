//! argv → cli → exit code; or, under another name, the helper that a sandbox begins with.

fn main() -> std::process::ExitCode {
    if let Some(code) = openkoi_sandbox::enter() {
        return code;
    }
    openkoi::cli::main(std::env::args_os())
}
